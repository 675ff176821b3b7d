package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.testing.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a command beside a whole node, with a real broker and a real registry, a small model and one
 * adapter of the task email: {@code NodeMain FOLDER COMMAND…}. The command finds the node at
 * OPENAI_BASE_URL.
 */
final class NodeMain {
  private static final long READY_MILLIS = 60_000;

  private NodeMain() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<String> command = List.of(args).subList(1, args.length);
    int status;
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    try (Platform platform = new Platform(folder);
        LanguageModel model = TinyModel.load(base)) {
      status = run(command, Topics.fresh(platform, 2), model, folder);
    }
    System.exit(status);
  }

  private static int run(List<String> command, Cluster cluster, LanguageModel model, Path folder)
      throws Exception {
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    CheckpointSigner signer = CheckpointSigner.of(keys.privateKey());
    ServingSettings settings = NodeSettings.of(folder.resolve("base"), folder.resolve("node"));
    try (CheckpointPublisher publisher = new CheckpointPublisher(cluster, model.digest(), signer);
        ServingNode node = ServingNode.start(cluster, settings)) {
      Path peft = TinyModel.writeAdapter(model, folder.resolve("peft"), 1);
      publisher.publish("email", "sft", 1, Adapter.of(peft));
      awaitAdapter(node);
      return run(command, "http://localhost:" + node.port() + "/v1");
    }
  }

  private static void awaitAdapter(ServingNode node) throws InterruptedException {
    long deadline = System.currentTimeMillis() + READY_MILLIS;
    while (!node.ready() || node.version("email", "sft") == 0) {
      if (System.currentTimeMillis() > deadline) {
        throw new IllegalStateException("The node was not ready within " + READY_MILLIS + " ms");
      }
      Thread.sleep(50);
    }
  }

  private static int run(List<String> command, String url) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("OPENAI_BASE_URL", url);
    builder.environment().put("OPENAI_API_KEY", "none is needed");
    return builder.start().waitFor();
  }
}
