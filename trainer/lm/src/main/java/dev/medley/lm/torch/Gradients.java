package dev.medley.lm.torch;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What is done to gradients between backward and the optimiser. */
public final class Gradients {
  private Gradients() {}

  /** The gradients of these parameters, in their order. */
  public static List<NDArray> of(Collection<String> parameters, Map<String, NDArray> gradients) {
    return parameters.stream()
        .map(name -> requireNonNull(gradients.get(name), () -> "no gradient of " + name))
        .toList();
  }

  /**
   * Scales all gradients in place so that their global norm is at most {@code maxNorm}, as {@code
   * torch.nn.utils.clip_grad_norm_} does.
   *
   * @return the norm before
   */
  public static double clip(
      NDManager manager, TorchScript script, Map<String, NDArray> gradients, double maxNorm) {
    TorchScript.Call call =
        new TorchScript.Call().list("g", gradients.values()).array(manager.create((float) maxNorm));
    return script.run(manager, "clip", call, false).singletonOrThrow().getFloat();
  }
}
