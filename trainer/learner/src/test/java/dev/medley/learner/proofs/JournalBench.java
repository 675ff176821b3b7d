package dev.medley.learner.proofs;

import dev.medley.testing.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the journal costs and saves: bytes a label, and how soon trainers are back. */
@Command(
    name = "journal-bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Bytes that a trainer writes to Kafka a label, beside another build's where --before names",
      "its launcher; how long a killed trainer takes to be ready again beside its redo; and how long",
      "the redo of many members takes. By the model that ships. The last line is JSON."
    })
final class JournalBench implements Callable<Integer> {
  @Option(
      names = "--tasks",
      defaultValue = "${TASKS:-50}",
      description = "Of the bytes' run, with two members each. Default: $TASKS, or 50.")
  private int tasks;

  @Option(
      names = "--labels",
      defaultValue = "${LABELS:-40}",
      description = "A task, a multiple of 8. Default: $LABELS, or 40.")
  private int labels;

  @Option(
      names = "--seconds",
      defaultValue = "${SECONDS_OF_LABELS:-150}",
      description = "In which they come. Default: $SECONDS_OF_LABELS, or 150.")
  private int seconds;

  @Option(
      names = "--members",
      defaultValue = "${MEMBERS:-200}",
      description = "Of the redo's run. Default: $MEMBERS, or 200.")
  private int members;

  @Option(
      names = "--redo",
      defaultValue = "${REDO:-20}",
      description = "Its bound, in seconds. Default: $REDO, or 20.")
  private int redo;

  @Option(
      names = "--turns",
      defaultValue = "3",
      description = "Kills of one member. Default: ${DEFAULT-VALUE}.")
  private int turns;

  @Option(
      names = "--before",
      defaultValue = "${LEARNER:-}",
      description = "Launcher of another build, to compare bytes with. Default: $LEARNER, or none.")
  private String before;

  @Option(names = "--launcher", required = true, description = "Launcher of this build.")
  private Path launcher;

  @Option(names = "--model", required = true, description = "The base model's folder.")
  private Path model;

  @Option(names = "--work", required = true, description = "Folder of logs and Kafka's data.")
  private Path work;

  @Override
  public Integer call() throws Exception {
    if (labels <= 0 || labels % (2 * BytesRun.MICRO_BATCH) != 0) {
      throw new IllegalArgumentException(
          "--labels=%d: need a multiple of %d".formatted(labels, 2 * BytesRun.MICRO_BATCH));
    }
    BytesRun run = new BytesRun(model, tasks, labels, Duration.ofSeconds(seconds));
    BytesRun.Written now = run.by(launcher, folder("now"));
    BytesRun.Written then = before.isEmpty() ? null : run.by(Path.of(before), folder("before"));
    System.out.print(BytesRun.table(now, then));
    System.out.printf(
        "checkpoints %d, before %s%n", now.checkpoints(), then == null ? "-" : then.checkpoints());
    Reopening reopening = new Reopening(launcher, model, folder("reopening"));
    double reopen;
    Reopening.Found many;
    try (Platform platform = new Platform(work.resolve("reopening/platform"))) {
      reopen = reopening.oneMember(platform, 2 * labels, turns);
      many = reopening.many(platform, members, labels / 2, redo);
    }
    System.out.printf(
        Locale.ROOT,
        "%d members: ready after %.1f s, of which %.1f s are their redo, with --redo=%d%n",
        members,
        many.readySeconds(),
        many.redoSeconds(),
        redo);
    System.out.printf(
        "{\"bytesPerLabel\": %s, \"bytesPerLabelBefore\": %s, \"ratio\": %s, \"reopenSeconds\": %s,"
            + " \"redoSeconds\": %s, \"redo\": %d}%n",
        number(now.perLabel()),
        then == null ? "null" : number(then.perLabel()),
        then == null ? "null" : number(now.perLabel() / then.perLabel()),
        number(reopen),
        number(many.redoSeconds()),
        redo);
    return 0;
  }

  private Path folder(String name) throws Exception {
    return Files.createDirectories(work.resolve(name));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new JournalBench()).execute(args));
  }
}
