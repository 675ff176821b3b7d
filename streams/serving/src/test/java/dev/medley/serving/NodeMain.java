package dev.medley.serving;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
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
    Path base = TinyModel.write(folder.resolve("base"));
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    try (LocalKafka kafka = new LocalKafka(folder);
        LanguageModel model = LanguageModel.load(base, Precision.FLOAT32);
        Publisher publisher =
            new Publisher(kafka.options(), model.digest(), CheckpointSigner.of(keys.privateKey()));
        ServingNode node =
            ServingNode.start(kafka.options(), NodeSettings.of(base, folder.resolve("node")))) {
      Path peft = TinyModel.writeAdapter(model, folder.resolve("peft"), 1);
      publisher.checkpoint("email", "sft", 1, peft, false);
      awaitAdapter(node);
      status = run(command, "http://localhost:" + node.port() + "/v1");
    }
    System.exit(status);
  }

  private static void awaitAdapter(ServingNode node) throws InterruptedException {
    long deadline = System.currentTimeMillis() + READY_MILLIS;
    while (!node.ready() || node.openAdapters() == 0) {
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
