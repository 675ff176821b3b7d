package dev.medley.learner;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.Precision;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.signing.CheckpointSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the members of some tasks until it is told to stop. */
@Command(
    name = "trainer",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Learns LoRA adapters from labels and publishes them. All it needs to go on after a crash"
            + " is on Kafka.")
public final class TrainerMain implements Callable<Integer> {
  static {
    // Before any logger, and under its own name: libraries on the classpath bring one too.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/medley/learner/logback.xml");
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(TrainerMain.class);
  private static final Duration NOTHING_TO_DO = Duration.ofMillis(50);
  private static final Duration LAST_ROUND_WITHIN = Duration.ofSeconds(20);

  @Mixin private KafkaOptions kafka;
  @Mixin private LearningOptions learning;

  @Option(
      names = "--model",
      required = true,
      defaultValue = "${MEDLEY_MODEL}",
      description = "Hugging Face directory of the base model.")
  private Path model;

  @Option(
      names = "--tasks",
      split = ",",
      required = true,
      defaultValue = "${MEDLEY_TASKS}",
      description = "Tasks to train, comma-separated.")
  private List<String> tasks;

  @Option(
      names = "--members",
      split = ",",
      defaultValue = "${MEDLEY_MEMBERS:-sft,dpo,early,rl}",
      description = "Members of each task. Default: ${DEFAULT-VALUE}.")
  private List<String> members;

  @Option(
      names = "--round-interval",
      defaultValue = "${MEDLEY_ROUND_INTERVAL:-5}",
      description = "Seconds between commits while labels come. Default: ${DEFAULT-VALUE}.")
  private double roundSeconds;

  @Option(
      names = "--publish-interval",
      defaultValue = "${MEDLEY_PUBLISH_INTERVAL:-10}",
      description = "Least seconds between two checkpoints of a member. Default: ${DEFAULT-VALUE}.")
  private double publishSeconds;

  @Option(
      names = "--signing-key",
      defaultValue = "${MEDLEY_SIGNING_KEY:-}",
      description =
          "Ed25519 private key in PEM form that checkpoints are signed with. Default: none, and"
              + " nodes with --trusted-keys refuse them.")
  private String signingKey;

  @Option(
      names = "--threads",
      defaultValue = "${MEDLEY_TRAINER_THREADS:-1}",
      description = "Threads of one matrix product. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--metrics-port",
      defaultValue = "${MEDLEY_TRAINER_METRICS_PORT:-9102}",
      description = "TCP port of Prometheus metrics. Default: ${DEFAULT-VALUE}.")
  private int metricsPort;

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean stopping;

  @Override
  public Integer call() throws InterruptedException {
    // libtorch reads it when it is loaded.
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    Optional<CheckpointSigner> signer =
        signingKey.isEmpty()
            ? Optional.empty()
            : Optional.of(CheckpointSigner.of(Path.of(signingKey)));
    List<Member> open = new ArrayList<>();
    try (TrainerMetrics metrics = new TrainerMetrics(metricsPort);
        LanguageModel base = LanguageModel.load(model, Precision.BFLOAT16)) {
      try {
        for (MemberId id : ids()) {
          open.add(open(base, id, signer));
        }
        LOG.atInfo().addKeyValue("members", ids()).log("Trainer is ready");
        train(open, metrics);
        open.forEach(Member::commit);
      } finally {
        open.forEach(Member::close);
      }
    } finally {
      finished.countDown();
    }
    return 0;
  }

  private List<MemberId> ids() {
    List<MemberId> ids = new ArrayList<>();
    for (String task : tasks) {
      for (String member : members) {
        ids.add(new MemberId(task, MemberKind.of(member)));
      }
    }
    return ids;
  }

  private Member open(LanguageModel base, MemberId id, Optional<CheckpointSigner> signer) {
    int longest = base.config().maxPositionEmbeddings();
    Hyperparameters parameters = learning.hyperparameters(longest);
    RoundSettings rounds =
        RoundSettings.of(seconds(roundSeconds), seconds(publishSeconds), parameters.batch());
    String self = "pid " + ProcessHandle.current().pid();
    return Member.open(base, kafka, id, parameters, rounds, self, signer);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private void train(List<Member> open, TrainerMetrics metrics) throws InterruptedException {
    while (!stopping) {
      boolean busy = false;
      for (Member member : open) {
        if (!stopping && member.work()) {
          busy = true;
          metrics.update(member);
        }
      }
      if (!busy) {
        Thread.sleep(NOTHING_TO_DO.toMillis());
      }
    }
  }

  private void stop() {
    stopping = true;
    try {
      // The last round is committed meanwhile; a trainer that is killed instead reads it again.
      boolean committed = finished.await(LAST_ROUND_WITHIN.toSeconds(), TimeUnit.SECONDS);
      LOG.atInfo().addKeyValue("committed", committed).log("Trainer is stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    LOG.atError().setCause(e).log("The trainer ended");
    command.getErr().println("The trainer ended: " + e.getMessage());
    return 1;
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new TrainerMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(TrainerMain::explain)
            .execute(args));
  }
}
