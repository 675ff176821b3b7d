package dev.medley.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/wiring.md tells products to do brings their edits to Kafka. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedPlatform.class)
final class WiringTest {
  @TempDir private static Path folder;
  private static Cluster cluster;
  private static ServingNode node;
  private static Snippets snippets;

  @BeforeAll
  static void start(Platform platform) throws Exception {
    cluster = Topics.fresh(platform, 2);
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    node = ServingNode.start(cluster, NodeSettings.of(base, folder.resolve("node")));
    await().atMost(Duration.ofSeconds(40)).until(node::ready);
    snippets = new Snippets(node.port(), cluster, folder);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  @Order(1)
  void shouldTakeEditsByCurl() throws Exception {
    // Given
    skipUnless(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");

    // When
    snippets.run(folder, List.of("sh", "-ec", snippets.of("HTTP only", "sh")));

    // Then
    assertCame("draft-1");
  }

  @ParameterizedTest
  @CsvSource({"HTTP only, draft-2", "Kafka only, draft-5"})
  @Order(2)
  void shouldTakeEditsFromJava(String path, String id) throws Exception {
    // When
    snippets.runJava(path);

    // Then
    assertCame(id);
  }

  @ParameterizedTest
  @CsvSource({"HTTP only, draft-3", "Kafka only, draft-6"})
  @Order(3)
  void shouldTakeEditsFromPython(String path, String id) throws Exception {
    // Given
    String python = System.getProperty("wiring.python", "");
    skipUnless(!python.isEmpty(), "Python's are run by streams/serving/wiring");

    // When
    snippets.run(folder, List.of(python, "-c", snippets.of(path, "python")));

    // Then
    assertCame(id);
  }

  @ParameterizedTest
  @CsvSource({"HTTP only, draft-4", "Kafka only, draft-7"})
  @Order(3)
  void shouldTakeEditsFromTypeScript(String path, String id) throws Exception {
    // Given
    String packages = System.getProperty("wiring.node", "");
    skipUnless(!packages.isEmpty(), "TypeScript's are run by streams/serving/wiring");
    Path workingFolder = Path.of(packages);
    Path source = workingFolder.resolve("snippet.mts");
    Files.writeString(source, snippets.of(path, "typescript"));

    // When
    snippets.run(workingFolder, List.of("node_modules/.bin/tsx", source.toString()));

    // Then
    assertCame(id);
  }

  private static void skipUnless(boolean possible, String otherwise) {
    if (!possible) {
      System.err.println("SKIPPED: snippets of docs/wiring.md were NOT run: " + otherwise);
    }
    assumeTrue(possible, otherwise);
  }

  private static void assertCame(String id) {
    Edit edit =
        Topics.read(cluster, Topic.EDITS, Edit.class).stream()
            .filter(found -> found.getGenerationId().equals(id))
            .findAny()
            .orElseThrow();
    assertThat(edit.getTask()).isEqualTo("email");
    assertThat(edit.getUser()).isEqualTo("u-17");
    assertThat(edit.getAction()).isEqualTo(EditAction.EDITED);
    assertThat(edit.getResponse()).isEqualTo("Thanks for the talk.");
    assertThat(edit.getText()).isEqualTo("Dear Mira, thank you for the talk.");
    assertThat(edit.getMessages().get(0).getContent()).isEqualTo("Thank Mira for the talk.");
    assertThat(edit.getEditedAt()).isAfter(Instant.now().minusSeconds(600));
  }
}
