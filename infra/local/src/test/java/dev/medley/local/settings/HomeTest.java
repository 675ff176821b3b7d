package dev.medley.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.local.terminal.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
  @TempDir Path root;

  @Test
  void shouldRunAModuleFromItsOwnJarBesideOthersThatItsBuildMade() throws IOException {
    // Given
    Path target = target("streams/feedback");
    for (String classifier : new String[] {"", "-job", "-sources"}) {
      Files.createFile(target.resolve("medley-feedback-0.1.0-SNAPSHOT" + classifier + ".jar"));
    }

    // When
    String classpath = new Home(root).classpath("streams/feedback");

    // Then
    assertThat(classpath)
        .isEqualTo(target.resolve("medley-feedback-0.1.0-SNAPSHOT.jar") + ":" + target + "/lib/*");
  }

  @Test
  void shouldSayHowToBuildWhatIsMissing() throws IOException {
    // Given
    target("streams/serving");

    // When
    assertThatThrownBy(() -> new Home(root).classpath("streams/serving"))

        // Then
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("streams/serving", "mvnw install");
  }

  private Path target(String module) throws IOException {
    Path target = root.resolve(module).resolve("target");
    Files.createDirectories(target.resolve("lib"));
    return target;
  }
}
