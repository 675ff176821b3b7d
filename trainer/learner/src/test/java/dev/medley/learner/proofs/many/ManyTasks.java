package dev.medley.learner.proofs.many;

import static dev.medley.learner.proofs.many.Bench.say;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.proofs.BuiltLearner;
import dev.medley.testing.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How one trainer fares with many tasks of uneven traffic. */
@Command(
    name = "many-tasks",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "One trainer of many tasks, with sft, dpo, early and rl members each, of the model that"
          + " ships:",
      "how fast each kind gets through a backlog of as many labels of each task, sft's first"
          + " alone;",
      "whether a member's label waits for over a minute while edits come at --load of the edits a",
      "second with which the slowest kind kept up, half of them one task's, the rest by Zipf's"
          + " law;",
      "and how it opens all members after kill -9. Some 18 minutes. The last line is JSON."
    })
final class ManyTasks implements Callable<Integer> {
  @Option(names = "--tasks", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.")
  private int tasks;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      description = "Minutes of traffic, such as 0.5. Default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--backlog-seconds",
      defaultValue = "240",
      description =
          "Seconds for which all members learn a backlog, in which each should have some turns;"
              + " sft's alone a quarter of them. Default: ${DEFAULT-VALUE}.")
  private int backlogSeconds;

  @Option(
      names = "--backlog",
      defaultValue = "100",
      description = "Edits of each task that are the backlog. Default: ${DEFAULT-VALUE}.")
  private int backlog;

  @Option(
      names = "--load",
      defaultValue = "0.7",
      description =
          "Traffic, as a share of the edits a second with which the slowest kind kept up. Default:"
              + " ${DEFAULT-VALUE}.")
  private double load;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Of each topic. Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(names = "--launcher", required = true, description = "Launcher of the build.")
  private Path launcher;

  @Option(names = "--model", required = true, description = "The base model's folder.")
  private Path model;

  @Option(names = "--work", required = true, description = "Folder of logs and Kafka's data.")
  private Path work;

  @Override
  public Integer call() throws Exception {
    Bench bench = new Bench(launcher, model, work, Traffic.names(tasks));
    try (Platform platform = new Platform(work.resolve("platform"))) {
      Backlog.Found waited =
          new Backlog(bench, backlog, backlogSeconds).measure(Topics.fresh(platform, partitions));
      Cluster kafka = Topics.fresh(platform, partitions);
      double perSecond = load * waited.editsPerSecond();
      LiveTraffic.Found live;
      try (BuiltLearner trainer = bench.start(kafka, "live", String.join(",", Bench.KINDS));
          Edits edits = new Edits(kafka, 2)) {
        say(
            "live: open after %.1f s; %.2f edits/s for %s min",
            trainer.awaitReady(), perSecond, minutes);
        Duration length = Duration.ofSeconds(Math.round(60 * minutes));
        live = new LiveTraffic(bench, perSecond, length).run(kafka, trainer, edits);
      }
      Reopening.Found opened = new Reopening(bench).measure(kafka);
      print(waited, live, opened, perSecond);
    }
    return 0;
  }

  private void print(
      Backlog.Found waited, LiveTraffic.Found live, Reopening.Found opened, double perSecond) {
    double mib = Math.max(waited.residentMiB(), Math.max(live.residentMiB(), opened.mib()));
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("tasks", String.valueOf(tasks));
    figures.put("members", String.valueOf(tasks * Bench.KINDS.size()));
    figures.put("starved", String.valueOf(live.starved()));
    figures.put("decodesPerLabel", number(live.decodesPerLabel()));
    figures.put("labelsPerSecond", number(waited.perSecond()));
    figures.put("sftShare", number(waited.sftShare()));
    figures.put("residentMiB", number(mib));
    figures.put("reopenSeconds", number(opened.seconds()));
    figures.put("bytesReadAtOpen", String.valueOf(opened.bytesRead()));
    figures.put("stateBytes", String.valueOf(opened.states().bytes()));
    figures.put("states", String.valueOf(opened.states().states()));
    figures.put("editsPerSecond", number(perSecond));
    figures.put("liveEdits", String.valueOf(live.edits()));
    figures.put("liveLabelsPerSecond", number(live.labelsPerSecond()));
    figures.put("starvedByLog", String.valueOf(live.starvedByLog()));
    figures.put("starvedByLagSeconds", String.valueOf(live.starvedByTrainer()));
    figures.put("longestWaitSeconds", number(live.longestWait()));
    figures.put("lagSecondsOffBy", number(live.lagOffBy()));
    figures.put("sftShareOfProcessor", number(waited.sftShareOfProcessor()));
    figures.put("sftAlonePerSecond", number(waited.alone()));
    waited.beside().forEach((kind, rate) -> figures.put(kind + "PerSecond", number(rate)));
    figures.put("reopenSecondsAfterStop", number(opened.afterStop()));
    figures.put("trainerProcessors", number(live.load().trainer()));
    figures.put("otherProcessors", number(live.load().others()));
    figures.put("loadAverage", number(live.load().loadAverage()));
    figures.forEach((name, value) -> System.out.printf("%-24s %s%n", name, value));
    System.out.println(
        figures.entrySet().stream()
            .map(figure -> "\"%s\": %s".formatted(figure.getKey(), figure.getValue()))
            .collect(Collectors.joining(", ", "{", "}")));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new ManyTasks()).execute(args));
  }
}
