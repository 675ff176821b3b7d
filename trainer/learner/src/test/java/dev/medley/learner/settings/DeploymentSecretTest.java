package dev.medley.learner.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeploymentSecretTest {
  @TempDir private Path folder;

  @Test
  void shouldHaveAKeyForEachPurposeAsHkdfGivesIt() {
    // Given
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }

    // When
    DeploymentSecret secret = new DeploymentSecret(bytes);

    // Then: by Python's hmac and hashlib
    byte[] message = "x".getBytes(UTF_8);
    assertThat(ByteBuffer.wrap(secret.hash("a", message)).getLong()).isEqualTo(0x13404b7a7916734dL);
    assertThat(secret.hash("b", message)).isNotEqualTo(secret.hash("a", message));
    assertThat(secret.fingerprint()).isEqualTo("30cafab3f7f58357");
    assertThat(secret).hasToString("30cafab3f7f58357");
  }

  @Test
  void shouldRefuseAFileThatIsTooShortByItsName() throws Exception {
    // Given
    Path file = Files.write(folder.resolve("secret"), new byte[31]);

    // When
    assertThatThrownBy(() -> DeploymentSecret.read(file.toString()))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("31 bytes");
  }

  @Test
  void shouldNotSayWhatStoodWhereTheFilesNameWasWanted() {
    // When
    assertThatThrownBy(() -> DeploymentSecret.read("c2VjcmV0\0IGJ5dGVz"))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path of a file")
        .hasMessageNotContaining("c2VjcmV0")
        .hasNoCause();
  }
}
