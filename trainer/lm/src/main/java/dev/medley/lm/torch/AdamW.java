package dev.medley.lm.torch;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW (Loshchilov and Hutter 2019) by the formula of {@code torch.optim.AdamW}: in place, over
 * named float32 arrays, with moments that can be read and restored. Not thread-safe.
 */
public final class AdamW implements AutoCloseable {
  private static final String FIRST = "exp_avg.";
  private static final String SECOND = "exp_avg_sq.";

  /**
   * torch's betas, eps and weight_decay, and the gradient norm, before clipping, above which a step
   * is not taken.
   */
  public record Settings(
      double beta1, double beta2, double epsilon, double weightDecay, double refusedNorm) {
    public static final Settings DEFAULT = new Settings(0.9, 0.999, 1e-8, 0.01);

    /** A norm of any size is taken. */
    public Settings(double beta1, double beta2, double epsilon, double weightDecay) {
      this(beta1, beta2, epsilon, weightDecay, Double.POSITIVE_INFINITY);
    }
  }

  private final NDManager manager;
  private final TorchScript script;
  private final Settings settings;
  private final Map<String, NDArray> parameters;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private long steps;

  public AdamW(
      NDManager parent, TorchScript script, Map<String, NDArray> parameters, Settings settings) {
    this.manager = parent.newSubManager();
    this.script = script;
    this.parameters = parameters;
    this.settings = requireNonNull(settings, "settings is null");
    parameters.forEach(
        (name, array) -> {
          first.put(name, manager.zeros(array.getShape()));
          second.put(name, manager.zeros(array.getShape()));
        });
  }

  /** Changes the parameters by one step; the gradients carry the parameters' names. */
  public void step(Map<String, NDArray> gradients, double learningRate) {
    List<NDArray> ordered = Gradients.of(parameters.keySet(), gradients);
    steps++;
    try (NDManager call = manager.newSubManager()) {
      NDArray numbers =
          call.create(
              new double[] {
                learningRate,
                settings.beta1(),
                settings.beta2(),
                settings.epsilon(),
                settings.weightDecay(),
                1 - Math.pow(settings.beta1(), (double) steps),
                Math.sqrt(1 - Math.pow(settings.beta2(), (double) steps))
              });
      script.run(
          call,
          "adamw",
          new TorchScript.Call()
              .list("p", parameters.values())
              .list("g", ordered)
              .list("m", first.values())
              .list("v", second.values())
              .array(numbers),
          false);
    }
  }

  /** Whether a gradient of this norm is fit for a step: finite, and not above what is refused. */
  public boolean takes(double norm) {
    return Double.isFinite(norm) && norm <= settings.refusedNorm();
  }

  /** Steps taken. */
  public long steps() {
    return steps;
  }

  /** The moments: {@code exp_avg.NAME} and {@code exp_avg_sq.NAME}. */
  public Map<String, float[]> exportState() {
    Map<String, float[]> state = new LinkedHashMap<>();
    first.forEach((name, array) -> state.put(FIRST + name, array.toFloatArray()));
    second.forEach((name, array) -> state.put(SECOND + name, array.toFloatArray()));
    return state;
  }

  /** Goes on from {@link #exportState()} after so many steps. */
  public void importState(Map<String, float[]> state, long stepsTaken) {
    NamedArrays.load(first, FIRST, state);
    NamedArrays.load(second, SECOND, state);
    steps = stepsTaken;
  }

  @Override
  public void close() {
    manager.close();
  }
}
