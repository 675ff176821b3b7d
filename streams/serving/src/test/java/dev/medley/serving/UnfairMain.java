package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Members of whom one never ends and another's users all walk away, in the whole system: broker,
 * registry, the feedback job in a process of its own, a node as it is shipped, and users over HTTP.
 * A server in vLLM's place answers, as members that small need no weights. {@code UnfairMain FOLDER
 * FEEDBACK_CLASS_PATH [REQUESTS [A_SECOND]]}; the last line is JSON.
 */
final class UnfairMain {
  private static final double MOST_SHARE = 0.03;
  private static final long READY_MILLIS = 120_000;

  private UnfairMain() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int requests = args.length > 2 ? Integer.parseInt(args[2]) : 1_000;
    double aSecond = args.length > 3 ? Double.parseDouble(args[3]) : 2;
    boolean fair;
    try (Platform platform = new Platform(folder.resolve("platform"));
        LanguageModel model = TinyModel.load(TinyModel.LOUD.write(folder.resolve("base")));
        TestingVllm vllm = new TestingVllm(UnfairVllm::manner)) {
      Cluster cluster = Topics.fresh(platform, 2);
      KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
      try (JavaProcess feedback = feedback(cluster, args[1], folder);
          CheckpointPublisher publisher =
              new CheckpointPublisher(
                  cluster, model.digest(), CheckpointSigner.of(keys.privateKey()));
          ServingNode node =
              ServingNode.start(
                  cluster,
                  NodeSettings.shipped(vllm.port(), model.digest(), folder.resolve("node")))) {
        Adapter adapter = Adapter.of(TinyModel.writeAdapter(model, folder.resolve("peft"), 1));
        for (String member : UnfairVllm.MEMBERS) {
          publisher.publish(UnfairVllm.TASK, member, 1, adapter);
        }
        await(node);
        UnfairUsers users = new UnfairUsers(new Client(node.port()));
        users.ask(requests, aSecond);
        if (!feedback.isAlive()) {
          throw new IllegalStateException("The feedback job has ended: " + feedback.log());
        }
        System.out.println(users.json());
        fair =
            List.of(UnfairVllm.ENDLESS, UnfairVllm.LEFT).stream()
                .allMatch(arm -> users.asked(arm) <= MOST_SHARE * requests);
      }
    }
    System.exit(fair ? 0 : 1);
  }

  private static JavaProcess feedback(Cluster cluster, String classPath, Path folder)
      throws IOException {
    return JavaProcess.of("dev.medley.feedback.job.FeedbackMain", classPath)
        .jvm("--add-opens=java.base/java.util=ALL-UNNAMED")
        .arguments(
            "--bootstrap-servers=" + cluster.brokers(),
            "--schema-registry=" + cluster.registry(),
            "--topic-prefix=" + cluster.prefix(),
            "--checkpoints=" + folder.resolve("checkpoints"),
            "--state-backend=hashmap")
        .start(folder.resolve("feedback.log"));
  }

  private static void await(ServingNode node) throws InterruptedException {
    long deadline = System.currentTimeMillis() + READY_MILLIS;
    while (!node.ready()
        || UnfairVllm.MEMBERS.stream()
            .anyMatch(member -> node.version(UnfairVllm.TASK, member) == 0)) {
      if (System.currentTimeMillis() > deadline) {
        throw new IllegalStateException(
            "The node was not ready within " + Duration.ofMillis(READY_MILLIS));
      }
      Thread.sleep(100);
    }
  }
}
