package dev.medley.lm.pretrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lm.corpus.Task;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Prints an evaluation: tables for people, and one line of JSON last. */
record EvaluationReport(Evaluation evaluation, PrintStream out) {
  void print() throws JsonProcessingException {
    row("%n%-8s %-12s %8s%n", "task", "style", "share");
    for (Task task : Task.all()) {
      Map<String, Long> styles = evaluation.styles(task.name());
      double all = styles.values().stream().mapToLong(count -> count).sum();
      styles.forEach((style, count) -> row("%-8s %-12s %8.3f%n", task.name(), style, count / all));
    }
    row("%n%-8s %8s%n", "fact", "right");
    evaluation
        .factsRightByName()
        .forEach((name, right) -> row("%-8s %8.3f%n", name, Evaluation.share(right, each -> each)));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("contexts", evaluation.unasked().size());
    figures.put("factsRight", rounded(evaluation.factsRight()));
    figures.put("fluent", rounded(evaluation.fluent()));
    figures.put("styleEntropy", rounded(evaluation.styleEntropy()));
    figures.put("obeyed", rounded(evaluation.obeyed()));
    figures.put("tokensPerSecond", Math.round(evaluation.tokensPerSecond()));
    row("%nIn greedy responses to held-out values and wordings:%n");
    row("facts exactly right       %.4f%n", evaluation.factsRight());
    row("responses that are fluent %.4f%n", evaluation.fluent());
    row("entropy of styles, bits   %.4f%n", evaluation.styleEntropy());
    row("style as asked for        %.4f%n", evaluation.obeyed());
    row("tokens per second         %.0f%n", evaluation.tokensPerSecond());
    out.println(new ObjectMapper().writeValueAsString(figures));
  }

  private void row(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
