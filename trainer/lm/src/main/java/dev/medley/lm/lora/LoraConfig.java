package dev.medley.lm.lora;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a LoRA adapter (Hu et al. 2021), in PEFT's words.
 *
 * @param rank PEFT's r
 * @param alpha PEFT's lora_alpha; the product of both matrices is scaled by alpha / rank
 * @param rslora PEFT's use_rslora: scaled by alpha / √rank instead (Kalajdzievski 2023)
 * @param targetModules which modules are adapted
 * @param rankPattern ranks of modules whose path, or its end after a dot, matches an expression;
 *     the first that matches counts
 * @param alphaPattern alphas likewise
 */
public record LoraConfig(
    int rank,
    double alpha,
    boolean rslora,
    TargetModules targetModules,
    Map<String, Integer> rankPattern,
    Map<String, Double> alphaPattern) {
  public LoraConfig {
    requireNonNull(targetModules, "targetModules is null");
    rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
    alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
    check(rank, alpha);
    rankPattern.forEach((expression, r) -> check(r, alpha));
    for (double a : alphaPattern.values()) {
      check(rank, a);
    }
    rankPattern.keySet().forEach(TargetModules::compile);
    alphaPattern.keySet().forEach(TargetModules::compile);
  }

  /** One rank and alpha for modules by name, such as {@code q_proj}. */
  public LoraConfig(int rank, double alpha, List<String> targetModules) {
    this(rank, alpha, false, TargetModules.of(targetModules), Map.of(), Map.of());
  }

  /** All seven linear modules of a layer, scaled by two. */
  public static LoraConfig ofRank(int rank) {
    return new LoraConfig(rank, 2.0 * rank, false, TargetModules.all(), Map.of(), Map.of());
  }

  private static void check(int rank, double alpha) {
    if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException(
          "r %d, lora_alpha %s: need at least 1, and above 0".formatted(rank, alpha));
    }
  }

  /** The rank of the module at a path, such as {@code model.layers.0.self_attn.q_proj}. */
  int rank(String path) {
    return ofPattern(rankPattern, path, rank);
  }

  /** What the product of a module's matrices is scaled by. */
  double scale(String path) {
    double r = rank(path);
    return ofPattern(alphaPattern, path, alpha) / (rslora ? Math.sqrt(r) : r);
  }

  private static <T> T ofPattern(Map<String, T> pattern, String path, T otherwise) {
    for (Map.Entry<String, T> entry : pattern.entrySet()) {
      if (TargetModules.compile("(.*\\.)?(" + entry.getKey() + ")").matches(path)) {
        return entry.getValue();
      }
    }
    return otherwise;
  }
}
