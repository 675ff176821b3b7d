package dev.medley.lm.loss;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.decoder.Batch;
import dev.medley.lm.decoder.Decoder;
import dev.medley.lm.torch.TorchScript;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step of an adapter against the cost of its own responses: Eq. 6 of Misra et al. 2025, by
 * REINFORCE with a leave-one-out baseline (Ahmadian et al. 2024). The KL divergence is part of the
 * cost: β times a response's whole log-ratio to the base.
 */
public final class PolicyGradient {
  private PolicyGradient() {}

  /**
   * Takes one step.
   *
   * @param beta Eq. 1's coefficient of the KL divergence
   * @param samples responses to each context, at least 2; they stand in a row
   * @param drafts responses that these very weights drew at temperature 1
   * @param costs of the drafts
   * @return as loss what Eq. 6 minimises, the mean of cost and penalty before the step; metrics by
   *     the names of TRL's RLOOTrainer, rewards being costs with the other sign
   */
  public static LossValue step(
      Decoder decoder,
      double beta,
      int samples,
      List<Draft> drafts,
      double[] costs,
      AdapterStep step) {
    if (samples < 2 || drafts.isEmpty() || drafts.size() % samples != 0) {
      throw new IllegalArgumentException(
          "%d drafts, %d to a context: need at least 2 to each".formatted(drafts.size(), samples));
    }
    if (costs.length != drafts.size()) {
      throw new IllegalArgumentException(
          "%d costs of %d drafts: need as many".formatted(costs.length, drafts.size()));
    }
    float[] given = new float[costs.length];
    for (int i = 0; i < given.length; i++) {
      given[i] = (float) costs[i];
    }
    List<Batch.Row> rows =
        drafts.stream().map(draft -> new Batch.Row(draft.prompt(), draft.response())).toList();
    try (NDManager call = decoder.newManager()) {
      Batch arrays = Batch.of(call, rows, decoder.config());
      TorchScript.Call arguments =
          decoder
              .call(step.adapter())
              .list("x", arrays.decoderOrder())
              .array(arrays.owners())
              .array(call.create(given))
              .array(call.create(new float[] {(float) beta, samples}));
      NDList results = decoder.run(call, "policy_loss_backward", arguments, true);
      LossValue value = value(results, drafts, costs);
      return step.descend(call, decoder, results, value);
    }
  }

  private static LossValue value(NDList results, List<Draft> drafts, double[] costs) {
    double mean = Arrays.stream(costs).average().orElseThrow();
    double square = Arrays.stream(costs).map(c -> (c - mean) * (c - mean)).sum();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("reward", -mean);
    metrics.put("reward_std", Math.sqrt(square / Math.max(1, costs.length - 1)));
    metrics.put("kl", mean(results.get(2).toFloatArray()));
    metrics.put(
        "completions/mean_length",
        drafts.stream().mapToInt(draft -> draft.response().length).average().orElseThrow());
    return new LossValue(mean(results.get(1).toFloatArray()), metrics);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
