package dev.medley.learner.proofs;

import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.HeldBack;
import dev.medley.schemas.MicroBatch;
import dev.medley.schemas.Return;
import dev.medley.schemas.Skip;
import dev.medley.testing.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A disturbed trainer's checkpoints against what a replay of labels and journal gives. */
@Command(
    name = "determinism",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "A trainer of all members over four partitions with uneven arrival is killed -9, stopped for",
      "longer than its transactions may last, rolled back, and given labels it can't learn; then a",
      "process that holds nothing replays labels and journal. Fails where a checkpoint's bytes are",
      "not those that were published, or a label is in two places of the journal, or in none.",
      "The last line is JSON."
    })
final class Determinism implements Callable<Integer> {
  private static final int LABELS_A_DISTURBANCE = 60;

  @Option(
      names = "--kills",
      defaultValue = "${KILLS:-10}",
      description = "How often -9. Default: $KILLS, or 10.")
  private int kills;

  @Option(
      names = "--stops",
      defaultValue = "${STOPS:-2}",
      description = "How often SIGSTOP. Default: $STOPS, or 2.")
  private int stops;

  @Option(
      names = "--seed",
      defaultValue = "${SEED:-5}",
      description = "Of when and what comes. Default: $SEED, or 5.")
  private long seed;

  @Option(names = "--members", split = ",", defaultValue = "sft,dpo,early,rl")
  private List<String> members;

  @Option(names = "--work", required = true, description = "Folder of logs and Kafka's data.")
  private Path work;

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(work);
    DisturbedRun.Settings settings =
        new DisturbedRun.Settings(
            members,
            160 + LABELS_A_DISTURBANCE * (kills + stops),
            kills,
            stops,
            Duration.ofSeconds(8),
            seed);
    try (Platform platform = new Platform(work.resolve("platform"))) {
      Path base = TinyModel.QUIET.write(work.resolve("base"));
      DisturbedRun.Outcome outcome = new DisturbedRun(platform, base, work, settings).run();
      return report(settings, outcome, base);
    }
  }

  private int report(DisturbedRun.Settings settings, DisturbedRun.Outcome outcome, Path base)
      throws Exception {
    System.out.printf(
        "%-6s %6s %7s %6s %5s %7s %7s %11s %5s %7s %7s %8s%n",
        "member",
        "labels",
        "batches",
        "linger",
        "skips",
        "refused",
        "returns",
        "checkpoints",
        "same",
        "doubled",
        "missing",
        "replay s");
    LabelPlaces places = new LabelPlaces(0, 0, 0);
    long checkpoints = 0;
    long same = 0;
    long labels = 0;
    boolean good = true;
    for (MemberJournal journal : MemberJournal.read(outcome.cluster(), settings.ids())) {
      String name = journal.id().name();
      Replays replay =
          Replays.of(outcome.cluster(), journal, base, work.resolve("replay-" + name + ".log"));
      LabelPlaces of = LabelPlaces.of(outcome.cluster(), journal);
      System.out.printf(
          Locale.ROOT,
          "%-6s %6d %7d %6d %5d %7d %7d %11d %5d %7d %7d %8.1f%n",
          name,
          of.passed(),
          journal.all(MicroBatch.class).size(),
          journal.all(MicroBatch.class).stream()
              .filter(batch -> batch.getLabels().size() < DisturbedRun.MICRO_BATCH)
              .count(),
          journal.all(Skip.class).size(),
          journal.all(HeldBack.class).size(),
          journal.all(Return.class).size(),
          replay.checkpoints(),
          replay.same(),
          of.doubled(),
          of.missing(),
          replay.seconds());
      places = places.plus(of);
      checkpoints += replay.checkpoints();
      same += replay.same();
      labels += journal.labels();
      good &= replay.status() == 0 && journal.gaps() == 0;
    }
    System.out.printf(
        "%d kills; %d stops, %d of them in a transaction, which Kafka gave up%n",
        outcome.kills(), outcome.stops(), outcome.openStops());
    System.out.printf(
        Locale.ROOT,
        "{\"checkpoints\": %d, \"sameDigests\": %d, \"kills\": %d, \"redoneShare\": %.3f,"
            + " \"redoSeconds\": %.2f, \"doubled\": %d, \"missing\": %d}%n",
        checkpoints,
        same,
        outcome.kills(),
        (double) outcome.redone() / labels,
        outcome.redoSeconds(),
        places.doubled(),
        places.missing());
    good &= checkpoints > 0 && same == checkpoints;
    return good && places.doubled() == 0 && places.missing() == 0 ? 0 : 1;
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Determinism()).execute(args));
  }
}
