package dev.medley.subscriber;

import dev.medley.kafka.KafkaOptions;
import dev.medley.kafka.Launcher;
import dev.medley.kafka.options.Text;
import dev.medley.schemas.Checkpoint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Keeps a folder of verified adapters up to date, for vLLM and others that load PEFT directories.
 */
@Command(
    name = "subscriber",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    description = {
      "Keeps DIRECTORY/<task>/<member>/<version>/ up to date with the newest verified checkpoints,",
      "and the link DIRECTORY/<task>/<member>/current on the newest of them; in folders' names '+'",
      "stands before what is an upper-case letter in a name, as in +email for the task Email.",
      "Prints one line for each checkpoint: task/member, version, edits seen and its directory."
    })
public final class SubscriberMain implements Callable<Integer> {
  private static final long LOOK_MILLIS = 100;

  @Mixin private KafkaOptions kafka;
  @Mixin private TrustOptions trust;

  @Option(
      names = "--directory",
      required = true,
      defaultValue = "${MEDLEY_ADAPTERS}",
      description = "Folder of the adapters; a member's last three versions stay. Required.")
  private Path directory;

  @Option(
      names = "--base-digest",
      converter = Text.HexDigest.class,
      defaultValue = "${MEDLEY_BASE_DIGEST:-}",
      description =
          "Hex SHA-256 of the base model that serves; others' adapters are refused."
              + " Default: any base.")
  private String baseDigest;

  @Option(
      names = "--once",
      defaultValue = "false",
      description =
          "End when all that was published is here; status 1 if any was refused."
              + " Default: ${DEFAULT-VALUE}.")
  private boolean once;

  @Override
  public Integer call() throws InterruptedException {
    try (CheckpointSubscriber subscriber =
        CheckpointSubscriber.start(
            kafka.cluster(),
            new SubscriberSettings(directory, baseDigest, trust.trusted(), true),
            SubscriberMain::received)) {
      Runtime.getRuntime().addShutdownHook(new Thread(subscriber::close));
      while (!(once && subscriber.caughtUp())) {
        Optional<Throwable> failure = subscriber.failure();
        if (failure.isPresent()) {
          throw new IllegalStateException(failure.get());
        }
        Thread.sleep(LOOK_MILLIS);
      }
      if (subscriber.refused() > 0) {
        System.err.println(
            subscriber.refused() + " checkpoints were refused: " + subscriber.refusals());
        return 1;
      }
    }
    return 0;
  }

  private static void received(PeftCheckpoint checkpoint) {
    CurrentLink.swap(checkpoint.directory());
    Checkpoint record = checkpoint.record();
    System.out.printf(
        "%s/%s version %d edits %d %s%n",
        record.getTask(),
        record.getMember(),
        record.getVersion(),
        record.getEditsSeen(),
        checkpoint.directory());
  }

  public static void main(String[] args) {
    Launcher.run(
        "dev/medley/subscriber/logback.xml", "The subscriber ended", new SubscriberMain(), args);
  }
}
