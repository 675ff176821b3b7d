package dev.medley.lab.theory;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lab.theory.findings.Claim;
import dev.medley.lab.theory.findings.ClaimTable;
import dev.medley.lab.theory.findings.Finding;
import dev.medley.lab.theory.findings.Plots;
import dev.medley.lm.options.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the paper's bounds in a world small enough to be solved exactly. */
@Command(
    name = "theory",
    mixinStandardHelpOptions = true,
    description = {
      "Measures in a small world what the paper proves of SFT, DPO, RL and LATE.",
      "Writes a figure for each experiment and table.csv, and prints the table and, last, a line"
          + " of JSON. Takes well under a minute on one core; docs/theory.md explains what is seen.",
      "Exits with 1 where a measurement contradicts the theory by more than 4 standard errors."
    })
public final class TheoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      defaultValue = "data/theory",
      paramLabel = "DIR",
      description = "Folder for figures and table; made where absent. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--seed",
      converter = Numbers.Seed.class,
      defaultValue = "1",
      description = "Of worlds and samples. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    System.setProperty("java.awt.headless", "true");
    long start = System.nanoTime();
    folder();
    List<Claim> claims = new ArrayList<>();
    List<Path> figures = new ArrayList<>();
    for (Experiment experiment : Experiment.ALL) {
      Finding finding = experiment.body().apply(seed);
      Path figure = Plots.write(finding, out);
      figures.add(figure);
      claims.addAll(finding.claims());
      System.err.printf(
          Locale.ROOT,
          "%d/%d  %s  (%s, %.1f s)%n",
          figures.size(),
          Experiment.ALL.size(),
          experiment.title(),
          figure,
          (System.nanoTime() - start) / 1e9);
    }
    Files.writeString(out.resolve("table.csv"), ClaimTable.csv(claims));
    System.out.print(ClaimTable.text(claims));
    System.out.println(json(claims, figures, (System.nanoTime() - start) / 1e9));
    return claims.stream().allMatch(Claim::holds) ? 0 : 1;
  }

  private void folder() {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          "Can't make the folder %s (%s): choose another --out".formatted(out, e));
    }
  }

  private String json(List<Claim> claims, List<Path> figures, double seconds) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("seed", seed);
    json.put("claims", claims.size());
    json.put("holding", claims.stream().filter(Claim::holds).count());
    ArrayNode broken = json.putArray("broken");
    claims.stream().filter(claim -> !claim.holds()).forEach(claim -> broken.add(claim.what()));
    ArrayNode files = json.putArray("figures");
    figures.forEach(figure -> files.add(figure.toString()));
    json.put("seconds", Math.round(seconds * 10) / 10.0);
    return json.toString();
  }
}
