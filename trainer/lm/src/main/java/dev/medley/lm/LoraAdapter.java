package dev.medley.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * LoRA matrices over one base model: A (r, inputs) and B (outputs, r) per adapted module, float32.
 * Not thread-safe while it is trained.
 */
public final class LoraAdapter implements AutoCloseable {
  private final ModelConfig model;
  private final LoraConfig config;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final NDArray scale;
  private final NDArray none;

  private LoraAdapter(
      NDManager parent, ModelConfig model, LoraConfig config, Map<String, Tensor> values) {
    this.model = model;
    this.config = config;
    this.manager = parent.newSubManager();
    this.scale = manager.full(new Shape(model.layers() * 7L), (float) config.scale());
    this.none = manager.zeros(new Shape(0));
    values.forEach(
        (name, tensor) -> {
          NDArray array = manager.create(tensor.values(), new Shape(tensor.shape()));
          array.setRequiresGradient(true);
          parameters.put(name, array);
        });
  }

  /** PEFT's initial values: A uniform in ±1/√inputs (Kaiming with a = √5), B zero. */
  static LoraAdapter create(NDManager parent, ModelConfig model, LoraConfig config, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> values = new LinkedHashMap<>();
    PeftDirectory.shapes(model, config)
        .forEach(
            (name, shape) -> {
              float[] array = new float[Math.toIntExact(shape[0] * shape[1])];
              double bound = 1 / Math.sqrt((double) shape[1]);
              for (int i = 0; i < array.length && name.contains("lora_A"); i++) {
                array[i] = (float) ((2 * random.nextDouble() - 1) * bound);
              }
              values.put(name, new Tensor(shape, array));
            });
    return new LoraAdapter(parent, model, config, values);
  }

  static LoraAdapter read(NDManager parent, ModelConfig model, Path directory) throws IOException {
    LoraConfig config = PeftDirectory.readConfig(directory);
    Map<String, Tensor> found = PeftDirectory.readWeights(directory);
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> wanted : PeftDirectory.shapes(model, config).entrySet()) {
      Tensor tensor = found.remove(wanted.getKey());
      if (tensor == null || !Arrays.equals(tensor.shape(), wanted.getValue())) {
        throw new IOException(
            "%s: %s should have shape %s, but %s"
                .formatted(
                    directory,
                    wanted.getKey(),
                    Arrays.toString(wanted.getValue()),
                    tensor == null ? "is missing" : "has " + Arrays.toString(tensor.shape())));
      }
      values.put(wanted.getKey(), tensor);
    }
    if (!found.isEmpty()) {
      throw new IOException(
          "%s holds arrays that this model has no place for, such as %s"
              .formatted(directory, found.keySet().iterator().next()));
    }
    return new LoraAdapter(parent, model, config, values);
  }

  public LoraConfig config() {
    return config;
  }

  /** The matrices by PEFT's names, in a fixed order. */
  public Map<String, NDArray> parameters() {
    return parameters;
  }

  /** Values by PEFT's names, row-major. */
  public Map<String, float[]> exportWeights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    parameters.forEach((name, array) -> values.put(name, array.toFloatArray()));
    return values;
  }

  /** Overwrites every matrix in place. */
  public void importWeights(Map<String, float[]> values) {
    NamedArrays.load(parameters, "", values);
  }

  /** Writes {@code adapter_config.json} and {@code adapter_model.safetensors}, as PEFT does. */
  public void writePeft(Path directory, String baseModelName) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.forEach(
        (name, array) ->
            tensors.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray())));
    PeftDirectory.write(directory, baseModelName, config, tensors);
  }

  /** The decoder's list {@code a}. */
  List<NDArray> decoderOrder() {
    List<NDArray> ordered = new ArrayList<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (LinearModule module : LinearModule.values()) {
        ordered.add(parameters.getOrDefault(PeftDirectory.name(layer, module, "A"), none));
        ordered.add(parameters.getOrDefault(PeftDirectory.name(layer, module, "B"), none));
      }
    }
    return ordered;
  }

  NDArray scale() {
    return scale;
  }

  @Override
  public void close() {
    manager.close();
  }
}
