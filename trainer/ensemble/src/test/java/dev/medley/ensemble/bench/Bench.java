package dev.medley.ensemble.bench;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Thompson;
import dev.medley.ensemble.Ucb1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays the policies against the paper's arms; or, with --tune, tries settings on other arms. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Plays the default policy and ucb1 (Algorithm 1) against users whose edit costs have the",
      "means of the paper's two tables (arms SFT, DPO and EARLY, as in its LATE), without holdout.",
      "Excess is (mean total - best arm's total) / best arm's total, averaged over the 8 cells."
    })
final class Bench implements Callable<Integer> {
  private static final double ADAPTIVE_FLOOR = 0.01;
  private static final double[] ALPHAS = {0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5};
  private static final List<Scenario> SCENARIOS =
      List.of(Scenario.COLD, Scenario.WARM, Scenario.DELAYED, Scenario.SWAPPED, Scenario.HEAVY);

  @Option(
      names = "--repetitions",
      defaultValue = "1000",
      description = "Users per cell and scenario. Default: ${DEFAULT-VALUE}.")
  private int repetitions;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of costs, delays and choices. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--runs",
      defaultValue = "200",
      description = "Runs of the default in each world. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--others",
      defaultValue = "20",
      description = "Runs of each policy beside it; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int others;

  @Option(
      names = "--only",
      split = ",",
      description = "Of the worlds, `paper` and `time`, those named. Default: all.")
  private Set<String> only = Set.of();

  @Option(names = "--width", description = "Another width than the default policy's.")
  private double width = Thompson.DEFAULT.width();

  @Option(names = "--exploration", description = "Another exploration than the default policy's.")
  private double exploration = Thompson.DEFAULT.exploration();

  @Option(names = "--threshold", description = "Another threshold than the default policy's.")
  private double threshold = Thompson.DEFAULT.threshold();

  @Option(
      names = "--out",
      defaultValue = "target/bench",
      description = "Folder of the plots. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--tune",
      defaultValue = "false",
      description = "Try settings of the default policy on random arms instead.")
  private boolean tune;

  private final List<Cell> cells = Cell.paper();
  private final Map<String, Map<Scenario, Results>> results = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    if (tune) {
      Tuning.run(ADAPTIVE_FLOOR, repetitions, seed);
      return 0;
    }
    Thompson policy = new Thompson(width, exploration, threshold);
    Map<String, Double> figures = new LinkedHashMap<>();
    if (isAsked("paper")) {
      figures.putAll(paper(policy));
    }
    WorldBench worlds = new WorldBench(policy, runs, others, seed);
    if (isAsked("time")) {
      figures.put("microsPerChoice", worlds.microsPerChoice());
    }
    figures.putAll(worlds.play(this::isAsked));
    System.out.println(
        figures.entrySet().stream()
            .map(
                figure ->
                    String.format(Locale.ROOT, "\"%s\": %.4f", figure.getKey(), figure.getValue()))
            .collect(Collectors.joining(", ", "{", "}")));
    return 0;
  }

  private boolean isAsked(String name) {
    return only.isEmpty() || only.contains(name);
  }

  private Map<String, Double> paper(Thompson policy) throws IOException {
    play("default", new LateEnsemble(policy, 0, 0), SCENARIOS);
    if (others > 0) {
      paperBeside();
    }
    print();
    Files.createDirectories(out);
    for (Scenario scenario : SCENARIOS) {
      Plots.write(out, scenario, curves(scenario));
    }
    System.out.printf("plots in %s%n", out.toAbsolutePath());
    Map<Scenario, Results> mine = results.get("default");
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("coldExcess", mine.get(Scenario.COLD).meanExcess());
    figures.put("warmExcess", mine.get(Scenario.WARM).meanExcess());
    figures.put("warmWorstCell", mine.get(Scenario.WARM).worstExcess());
    figures.put("roundsToRecover", (double) mine.get(Scenario.SWAPPED).roundsToRecover());
    return figures;
  }

  private void paperBeside() {
    play("adaptive", new LateEnsemble(AdaptiveBound.DEFAULT, 0, ADAPTIVE_FLOOR), SCENARIOS);
    double bestAlpha =
        Stream.of(box(ALPHAS))
            .min(Comparator.comparingDouble(alpha -> play(ucb1(alpha), Scenario.COLD).meanExcess()))
            .orElseThrow();
    String bestName = "ucb1 α=" + bestAlpha;
    play("ucb1 α=1.0", ucb1(1), SCENARIOS);
    play(bestName, ucb1(bestAlpha), SCENARIOS);
  }

  private static LateEnsemble ucb1(double alpha) {
    return new LateEnsemble(new Ucb1(alpha), 0, 0);
  }

  private static Double[] box(double[] values) {
    return Arrays.stream(values).boxed().toArray(Double[]::new);
  }

  private Results play(LateEnsemble ensemble, Scenario scenario) {
    return new Results(ensemble, scenario, cells, repetitions, seed);
  }

  private void play(String name, LateEnsemble ensemble, List<Scenario> scenarios) {
    Map<Scenario, Results> own = new LinkedHashMap<>();
    for (Scenario scenario : scenarios) {
      System.err.printf("%s: %s%n", name, scenario.name());
      own.put(scenario, play(ensemble, scenario));
    }
    results.put(name, own);
  }

  private void print() {
    System.out.printf("%-11s %-14s %7s", "scenario", "policy", "mean");
    cells.forEach(cell -> System.out.printf(" %20s", cell.name()));
    System.out.printf(" %9s%n", "recovered");
    for (Scenario scenario : SCENARIOS) {
      results.forEach(
          (name, own) -> {
            Results found = own.get(scenario);
            System.out.printf("%-11s %-14s %7.4f", scenario.name(), name, found.meanExcess());
            for (int cell = 0; cell < cells.size(); cell++) {
              System.out.printf(" %20.4f", found.excess(cell));
            }
            System.out.printf(
                " %9s%n", scenario.swapAt() == 0 ? "" : found.roundsToRecover() + " rounds");
          });
    }
  }

  private Map<String, double[]> curves(Scenario scenario) {
    Map<String, double[]> curves = new LinkedHashMap<>();
    results.forEach((name, own) -> curves.put(name, own.get(scenario).curve()));
    return curves;
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }
}
