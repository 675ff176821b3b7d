package dev.medley.learner.gatebench;

import dev.medley.learner.gate.Judge;
import dev.medley.learner.settings.GateSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.corpus.Task;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A program, no test: shows how often the gate holds back versions that have fallen apart, honest
 * ones, and ones that decline a little each time.
 */
@Command(
    name = "gate-bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Shows how often the gate holds back versions that have fallen apart, honest ones, and ones"
            + " that decline a little each time. Members of the shipped model learn from simulated"
            + " users; what their versions answer is kept, so that a run goes on where it was.")
final class GateBench implements Callable<Integer> {
  @Option(names = "--model", required = true, description = "The shipped model's folder.")
  private Path model;

  @Option(names = "--work", required = true, description = "Where answers are kept.")
  private Path work;

  @Option(
      names = "--tasks",
      split = ",",
      defaultValue = "email,summary",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<String> tasks;

  @Option(
      names = "--members",
      split = ",",
      defaultValue = "sft-strong",
      description =
          "Kind, and whose edits it learns from; the first one's last version falls apart. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<String> members;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--trials",
      defaultValue = "4",
      description = "Draws of contexts in each cell. Default: ${DEFAULT-VALUE}.")
  private int trials;

  @Option(
      names = "--declines",
      defaultValue = "200",
      description = "Members that decline. Default: ${DEFAULT-VALUE}.")
  private int declines;

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "degenerate,honest,decline",
      description = "Of them; none: versions only answer. Default: ${DEFAULT-VALUE}.")
  private List<String> parts;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GateBench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<Contest> contests = new ArrayList<>();
    try (LanguageModel base = LanguageModel.load(model, Precision.FLOAT32)) {
      for (String name : tasks) {
        Task task = Task.of(name);
        Versions versions = new Versions(base, task, work, seed);
        contests.add(new Contest(task, versions.asked(), versions.answers(members)));
      }
    }
    Judge judge = new Judge(GateSettings.DEFAULT);
    Tally tally = new Tally();
    Map<String, Double> declined = new TreeMap<>();
    for (Contest contest : contests) {
      Trials run = new Trials(contest, judge, seed, trials, tally);
      if (parts.contains("degenerate")) {
        run.degenerate(members.get(0) + "-" + Versions.COUNT);
      }
      if (parts.contains("honest")) {
        run.honest(members);
      }
    }
    for (int heldOut : parts.contains("decline") ? new int[] {64, 330} : new int[0]) {
      double most = 0;
      for (Contest contest : contests) {
        most = Math.max(most, new Declines(contest, judge, seed, declines).held(heldOut));
      }
      declined.put("declineHeldAt" + heldOut, most);
    }
    tally.print();
    StringBuilder line = new StringBuilder("{\"seed\":" + seed);
    tally.figures().forEach((name, value) -> line.append(field(name, value)));
    declined.forEach((name, value) -> line.append(field(name, value)));
    System.out.println(line.append("}"));
    return 0;
  }

  private static String field(String name, double value) {
    return String.format(Locale.ROOT, ",\"%s\":%s", name, Math.round(value * 1e4) / 1e4);
  }
}
