package dev.medley.learner;

import dev.medley.kafka.Cluster;
import dev.medley.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A learner's command in a process of its own, on this class path. */
public final class TrainerProcess {
  /** A transaction that a kill left open is aborted by the broker after a minute. */
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  private TrainerProcess() {}

  public static JavaProcess start(Path log, Cluster kafka, List<String> arguments)
      throws IOException {
    return JavaProcess.of(LearnerCommand.class)
        .heap("1g")
        .jvm("-XX:TieredStopAtLevel=1")
        .environment("MEDLEY_LOG", "json")
        .environment("MEDLEY_KAFKA_CONFIG", kafka.file())
        .arguments(arguments)
        .arguments(
            "--bootstrap-servers=" + kafka.brokers(),
            "--schema-registry=" + kafka.registry(),
            "--topic-prefix=" + kafka.prefix())
        .start(log);
  }

  public static void awaitReady(JavaProcess trainer) throws IOException, InterruptedException {
    trainer.awaitLog("Trainer is ready", READY_WITHIN);
  }
}
