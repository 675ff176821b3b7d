package dev.medley.lm.pretrain;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.config.WeightNames;
import dev.medley.lm.decoder.Batch;
import dev.medley.lm.decoder.WeightFiles;
import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.StoredType;
import dev.medley.lm.safetensors.Tensor;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Gradients;
import dev.medley.lm.torch.NamedArrays;
import dev.medley.lm.torch.Precision;
import dev.medley.lm.torch.TorchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A model all of whose weights are trained: float32 masters, products in bf16. Not thread-safe. */
public final class FullModel implements AutoCloseable {
  private final ModelConfig config;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final TorchScript script;
  private final Map<String, NDArray> weights = new LinkedHashMap<>();

  private FullModel(ModelConfig config, Map<String, Tensor> initial) {
    this.config = config;
    this.script = TorchScript.compile(manager, config, Precision.BFLOAT16);
    initial.forEach(
        (name, tensor) -> {
          NDArray array = manager.create(tensor.values(), new Shape(tensor.shape()));
          array.setRequiresGradient(true);
          weights.put(name, array);
        });
  }

  /**
   * Weights drawn from N(0, 0.02²), embeddings from N(0, 0.05²); products into the residual stream
   * are scaled down by depth.
   */
  public static FullModel random(ModelConfig config, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    WeightNames.shapes(config)
        .forEach(
            (name, shape) -> {
              float[] values = new float[Math.toIntExact(new Shape(shape).size())];
              double scale = scale(config, name);
              float constant = name.endsWith(".bias") ? 0 : 1;
              for (int i = 0; i < values.length; i++) {
                values[i] = shape.length == 1 ? constant : (float) (scale * random.nextGaussian());
              }
              weights.put(name, new Tensor(shape, values));
            });
    return new FullModel(config, weights);
  }

  private static double scale(ModelConfig config, String name) {
    if (name.equals(WeightNames.EMBEDDING)) {
      // The tied head is sharp from the start: else copying would wait until embeddings have grown.
      return 0.05;
    }
    boolean residual = name.contains("o_proj") || name.contains("down_proj");
    return residual ? 0.02 / Math.sqrt(2.0 * config.layers()) : 0.02;
  }

  public ModelConfig config() {
    return config;
  }

  Muon optimizer(AdamW.Settings settings) {
    return new Muon(manager, script, weights, settings);
  }

  /** The values of all weights, by Hugging Face's names. */
  public Map<String, float[]> exportWeights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    weights.forEach((name, array) -> values.put(name, array.toFloatArray()));
    return values;
  }

  /** Overwrites all weights. */
  public void importWeights(Map<String, float[]> values) {
    NamedArrays.load(weights, "", values);
  }

  /**
   * One step on the mean cross-entropy of the responses' tokens, its gradient clipped to a norm.
   *
   * @return the loss in nats a token, before the step
   */
  double train(List<Batch.Row> rows, Muon optimizer, double learningRate, double maxNorm) {
    try (NDManager step = manager.newSubManager()) {
      Batch batch = Batch.of(step, rows, config);
      NDList results =
          script.run(
              step,
              "pretrain",
              new TorchScript.Call()
                  .list("w", WeightNames.inOrder(config, weights))
                  .list("x", batch.decoderOrder())
                  .array(step.ones(batch.labels().getShape())),
              true);
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      int next = 2;
      for (String name : weights.keySet()) {
        gradients.put(name, results.get(next++));
      }
      Gradients.clip(step, script, gradients, maxNorm);
      optimizer.step(gradients, learningRate);
      return results.get(0).getFloat();
    }
  }

  /**
   * Writes {@code config.json} and {@code model.safetensors} (bf16); the tokenizer is the caller's.
   */
  public void writeHuggingFace(Path directory) throws IOException {
    Files.createDirectories(directory);
    config.write(directory);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights.forEach(
        (name, array) ->
            tensors.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray())));
    SafeTensors.write(directory.resolve(WeightFiles.SINGLE), tensors, StoredType.BF16);
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }
}
