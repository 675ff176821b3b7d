package dev.medley.lm.lora;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.config.LinearModule;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.StoredTensor;
import dev.medley.lm.safetensors.Tensor;
import dev.medley.lm.torch.NamedArrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * LoRA matrices over one base model: A (r, inputs) and B (outputs, r) per adapted module, float32.
 * Not thread-safe while it is trained.
 */
public final class LoraAdapter implements AutoCloseable {
  private final ModelConfig model;
  private final PeftConfig config;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final NDArray scale;
  private final NDArray none;

  /** Where a matrix gets its values from, row-major. */
  private interface Values {
    float[] of(String name, long[] shape) throws IOException;
  }

  private LoraAdapter(NDManager parent, ModelConfig model, PeftConfig config, Values values)
      throws IOException {
    this.model = model;
    this.config = config;
    this.manager = parent.newSubManager();
    try {
      this.scale = manager.create(scales(model, config.lora()));
      this.none = manager.zeros(new Shape(0));
      Map<String, long[]> shapes = PeftDirectory.shapes(model, config.lora());
      ByteBuffer lent = lent(shapes);
      for (Map.Entry<String, long[]> matrix : shapes.entrySet()) {
        float[] read = values.of(matrix.getKey(), matrix.getValue());
        parameters.put(matrix.getKey(), own(lent, new Shape(matrix.getValue()), read));
      }
    } catch (IOException | RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /** Room for the largest matrix. */
  private static ByteBuffer lent(Map<String, long[]> shapes) {
    long most = shapes.values().stream().mapToLong(shape -> shape[0] * shape[1]).max().orElse(0);
    return ByteBuffer.allocateDirect(Math.toIntExact(most * Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }

  /** An array in libtorch's own memory: one over a buffer is only freed by a collection. */
  private NDArray own(ByteBuffer lent, Shape shape, float[] values) {
    lent.clear().limit(values.length * Float.BYTES);
    lent.asFloatBuffer().put(values);
    try (NDArray borrowed = manager.create(lent, shape, DataType.FLOAT32)) {
      NDArray array = borrowed.duplicate();
      array.setRequiresGradient(true);
      return array;
    }
  }

  private static float[] scales(ModelConfig model, LoraConfig lora) {
    LinearModule[] modules = LinearModule.values();
    float[] scales = new float[model.layers() * modules.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (float) lora.scale(modules[i % modules.length].path(i / modules.length));
    }
    return scales;
  }

  /** PEFT's initial values: A uniform in ±1/√inputs (Kaiming with a = √5), B zero. */
  public static LoraAdapter create(
      NDManager parent, ModelConfig model, LoraConfig config, long seed) {
    // PEFT passes over names that no module has; in an adapter of one's own they are mistakes.
    for (String name : config.targetModules().names()) {
      PeftDirectory.shapes(model, new LoraConfig(config.rank(), config.alpha(), List.of(name)));
    }
    Random random = new Random(seed);
    Values initial =
        (name, shape) -> {
          float[] array = new float[Math.toIntExact(shape[0] * shape[1])];
          double bound = 1 / Math.sqrt((double) shape[1]);
          for (int i = 0; i < array.length && name.contains("lora_A"); i++) {
            array[i] = (float) ((2 * random.nextDouble() - 1) * bound);
          }
          return array;
        };
    try {
      return new LoraAdapter(parent, model, new PeftConfig(config, null, null), initial);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * With these values.
   *
   * @throws IllegalArgumentException naming a matrix that is missing or has another size
   */
  public static LoraAdapter of(
      NDManager parent, ModelConfig model, LoraConfig config, Map<String, float[]> values) {
    try {
      return new LoraAdapter(
          parent,
          model,
          new PeftConfig(config, null, null),
          (name, shape) -> NamedArrays.values(name, shape[0] * shape[1], values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static LoraAdapter read(NDManager parent, ModelConfig model, Path directory)
      throws IOException {
    PeftConfig config = PeftDirectory.readConfig(directory);
    Map<String, StoredTensor> places = PeftDirectory.places(directory, model, config.lora());
    return new LoraAdapter(
        parent, model, config, (name, shape) -> SafeTensors.read(name, places.get(name)).values());
  }

  /**
   * Bytes that an adapter takes in memory; reads no values.
   *
   * @throws IOException where it is none of this model, saying why
   */
  public static long bytes(ModelConfig model, Path directory) throws IOException {
    PeftConfig config = PeftDirectory.readConfig(directory);
    return PeftDirectory.places(directory, model, config.lora()).values().stream()
        .mapToLong(place -> place.bytes() / place.type().bytes() * Float.BYTES)
        .sum();
  }

  public LoraConfig config() {
    return config.lora();
  }

  /** PEFT's base_model_name_or_path, where the adapter was read and has one. */
  public Optional<String> baseModelName() {
    return Optional.ofNullable(config.baseModelName());
  }

  /** The base model's revision, where the adapter was read and has one. */
  public Optional<String> revision() {
    return Optional.ofNullable(config.revision());
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
    writePeft(directory, baseModelName, null);
  }

  /**
   * The same, naming the base model's revision.
   *
   * @param revision null for none
   */
  public void writePeft(Path directory, String baseModelName, String revision) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.forEach(
        (name, array) ->
            tensors.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray())));
    PeftDirectory.write(directory, new PeftConfig(config.lora(), baseModelName, revision), tensors);
  }

  /** The decoder's list {@code a}. */
  public List<NDArray> decoderOrder() {
    List<NDArray> ordered = new ArrayList<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (LinearModule module : LinearModule.values()) {
        String path = module.path(layer);
        ordered.add(parameters.getOrDefault(PeftDirectory.name(path, "A"), none));
        ordered.add(parameters.getOrDefault(PeftDirectory.name(path, "B"), none));
      }
    }
    return ordered;
  }

  /** The decoder's {@code s}. */
  public NDArray scale() {
    return scale;
  }

  @Override
  public void close() {
    manager.close();
  }
}
