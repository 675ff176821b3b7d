package dev.medley.lm;

import java.util.Arrays;
import java.util.List;

/**
 * The shape of a LoRA adapter (Hu et al. 2021), in PEFT's words.
 *
 * @param rank PEFT's r
 * @param alpha PEFT's lora_alpha; the product of both matrices is scaled by alpha / rank
 * @param targetModules PEFT's target_modules, such as {@code q_proj}
 */
public record LoraConfig(int rank, double alpha, List<String> targetModules) {
  public LoraConfig {
    targetModules = List.copyOf(targetModules);
    List<String> known = Arrays.stream(LinearModule.values()).map(LinearModule::target).toList();
    if (rank < 1 || !(alpha > 0) || targetModules.isEmpty() || !known.containsAll(targetModules)) {
      throw new IllegalArgumentException(
          "r %d, lora_alpha %s, target_modules %s: need at least 1, above 0, and some of %s"
              .formatted(rank, alpha, targetModules, known));
    }
  }

  /** All seven linear modules of a layer, scaled by two. */
  public static LoraConfig ofRank(int rank) {
    return new LoraConfig(
        rank, 2.0 * rank, Arrays.stream(LinearModule.values()).map(LinearModule::target).toList());
  }

  double scale() {
    return alpha / rank;
  }
}
