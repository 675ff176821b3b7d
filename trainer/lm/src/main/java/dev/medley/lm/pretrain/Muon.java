package dev.medley.lm.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Gradients;
import dev.medley.lm.torch.NamedArrays;
import dev.medley.lm.torch.TorchScript;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pre-training's optimiser: Muon (Jordan et al. 2024) on the matrices of the layers, which learns
 * to copy in about half of AdamW's steps, and AdamW on embeddings and norms. Muon's steps are
 * scaled to AdamW's size (Liu et al. 2025, arXiv 2502.16982, Eq. 4), so both share a learning rate.
 * Not thread-safe.
 */
final class Muon implements AutoCloseable {
  private static final String MOMENTUM = "momentum_buffer.";

  private final NDManager manager;
  private final TorchScript script;
  private final double weightDecay;
  private final Map<String, NDArray> matrices = new LinkedHashMap<>();
  private final Map<String, NDArray> momenta = new LinkedHashMap<>();
  private final AdamW others;

  Muon(
      NDManager parent,
      TorchScript script,
      Map<String, NDArray> weights,
      AdamW.Settings othersSettings) {
    this.manager = parent.newSubManager();
    this.script = script;
    this.weightDecay = othersSettings.weightDecay();
    Map<String, NDArray> rest = new LinkedHashMap<>();
    weights.forEach((name, array) -> (isMatrix(name) ? matrices : rest).put(name, array));
    matrices.forEach((name, array) -> momenta.put(name, manager.zeros(array.getShape())));
    this.others = new AdamW(parent, script, rest, othersSettings);
  }

  private static boolean isMatrix(String name) {
    return name.endsWith("_proj.weight");
  }

  /** Changes the weights by one step; the gradients carry the weights' names. */
  void step(Map<String, NDArray> gradients, double learningRate) {
    others.step(gradients, learningRate);
    try (NDManager call = manager.newSubManager()) {
      script.run(
          call,
          "muon",
          new TorchScript.Call()
              .list("p", matrices.values())
              .list("g", Gradients.of(matrices.keySet(), gradients))
              .list("m", momenta.values())
              .array(call.create(new double[] {learningRate, weightDecay})),
          false);
    }
  }

  /** The momenta, {@code momentum_buffer.NAME}, and AdamW's moments. */
  Map<String, float[]> exportState() {
    Map<String, float[]> state = new LinkedHashMap<>(others.exportState());
    momenta.forEach((name, array) -> state.put(MOMENTUM + name, array.toFloatArray()));
    return state;
  }

  /** Goes on from {@link #exportState()} after so many steps. */
  void importState(Map<String, float[]> state, long stepsTaken) {
    NamedArrays.load(momenta, MOMENTUM, state);
    others.importState(state, stepsTaken);
  }

  @Override
  public void close() {
    others.close();
    manager.close();
  }
}
