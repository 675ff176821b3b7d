package dev.medley.lm.loss;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.decoder.Decoder;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Gradients;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an adapter takes a step: its gradient clipped to a global norm, then AdamW. Nothing changes
 * where the loss is not finite, or the norm is one that the optimiser does not take.
 */
public record AdapterStep(
    LoraAdapter adapter, AdamW optimizer, double learningRate, double maxGradientNorm) {
  public AdapterStep {
    requireNonNull(adapter, "adapter is null");
    requireNonNull(optimizer, "optimizer is null");
  }

  /**
   * The end of a step.
   *
   * @param results whose last are the gradients of the adapter's matrices
   * @param value the loss before the step
   * @return the same with the metric {@code grad_norm} (before clipping)
   */
  public LossValue descend(NDManager call, Decoder decoder, NDList results, LossValue value) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    int next = results.size() - adapter.parameters().size();
    for (String name : adapter.parameters().keySet()) {
      gradients.put(name, results.get(next++));
    }
    double norm = Gradients.clip(call, decoder.script(), gradients, maxGradientNorm);
    // A step on NaN would spoil the weights for good.
    if (optimizer.takes(norm) && Double.isFinite(value.loss())) {
      optimizer.step(gradients, learningRate);
    }
    return value.with("grad_norm", norm);
  }
}
