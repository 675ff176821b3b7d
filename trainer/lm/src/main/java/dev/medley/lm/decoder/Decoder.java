package dev.medley.lm.decoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.config.WeightNames;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.safetensors.StoredTensor;
import dev.medley.lm.torch.Devices;
import dev.medley.lm.torch.Precision;
import dev.medley.lm.torch.TorchScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A base model's weights on a device, and the script that computes with them. One call at a time.
 */
public final class Decoder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Decoder.class);

  private final ModelConfig config;
  private final ModelMemory memory;
  private final String digest;
  private final NDManager manager;
  private final TorchScript script;
  private final List<NDArray> weights;
  private final List<NDArray> blocks;
  private final NDArray nothing;
  private final NDArray one;

  private Decoder(
      NDManager manager,
      Path directory,
      ModelConfig config,
      ModelMemory memory,
      Precision precision)
      throws IOException {
    this.manager = manager;
    this.config = config;
    this.memory = memory;
    this.digest = WeightFiles.digest(directory);
    this.script = TorchScript.compile(manager, config, precision);
    this.weights = read(WeightFiles.find(directory, config), precision);
    this.blocks = WeightBlocks.of(manager, script, weights, memory, precision);
    this.nothing = manager.zeros(new Shape(0));
    this.one = manager.create(1f);
  }

  /**
   * Reads the weights of a Hugging Face directory onto a device; of a load that fails, nothing
   * stays there.
   *
   * @param config what the directory's {@code config.json} says
   * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
   * @throws IOException where a weight is missing or of another shape, saying which
   * @throws IllegalArgumentException where the device is not there, or has too little memory free
   *     for the weights, saying how much is missing
   */
  public static Decoder load(Path directory, ModelConfig config, Precision precision, String device)
      throws IOException {
    Device found = Devices.find(device);
    ModelMemory memory = ModelMemory.of(config, precision, found);
    long free = Devices.free(found);
    LOG.atInfo()
        .addKeyValue("model", directory)
        .addKeyValue("parameters", memory.parameters())
        .addKeyValue("device", device)
        .addKeyValue("weightsMB", memory.weightBytes() / 1_000_000)
        .addKeyValue("blocksMB", memory.blockBytes() / 1_000_000)
        .addKeyValue("cacheBytesPerToken", memory.cacheBytesPerToken())
        .addKeyValue("freeMB", free / 1_000_000)
        .log("Loading a model");
    memory.check(directory.toString(), precision, device, free);
    NDManager manager = NDManager.newBaseManager(found, "PyTorch");
    try {
      return new Decoder(manager, directory, config, memory, precision);
    } catch (IOException | RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private List<NDArray> read(Map<String, StoredTensor> stored, Precision precision)
      throws IOException {
    WeightLoader loader = new WeightLoader(manager, script, precision);
    List<StoredTensor> ordered = WeightNames.inOrder(config, stored);
    NDArray embedding = loader.load(ordered.get(0));
    List<NDArray> all = new ArrayList<>(List.of(embedding, loader.load(ordered.get(1))));
    all.add(config.tieWordEmbeddings() ? embedding : loader.load(ordered.get(2)));
    int stride = WeightNames.stride(config);
    for (int from = all.size(); from < ordered.size(); from += stride) {
      List<NDArray> layer = new ArrayList<>();
      for (StoredTensor weight : ordered.subList(from, from + stride)) {
        layer.add(loader.load(weight));
      }
      TorchScript.Call call = new TorchScript.Call().list("w", layer);
      all.addAll(script.run(manager, "read_layer", call, true));
      layer.forEach(NDArray::close);
    }
    return List.copyOf(all);
  }

  public ModelConfig config() {
    return config;
  }

  /** What it takes on its device, beside adapters and what a step needs. */
  public ModelMemory memory() {
    return memory;
  }

  /** Hex SHA-256 of config.json and the weights. */
  public String digest() {
    return digest;
  }

  /** The parent of what lives as long as the model: adapters and their optimisers. */
  public NDManager manager() {
    return manager;
  }

  /** A manager of one call, or of one generation. */
  public NDManager newManager() {
    return manager.newSubManager();
  }

  public TorchScript script() {
    return script;
  }

  /** No matrix, where the script's lists want one. */
  public NDArray nothing() {
    return nothing;
  }

  /**
   * The first arguments of every call: weights, adapter, scale.
   *
   * @param adapter null for the base
   */
  public TorchScript.Call call(LoraAdapter adapter) {
    return adapter == null
        ? call(weights, List.of(nothing), one)
        : call(weights, adapter.decoderOrder(), adapter.scale());
  }

  /**
   * Those of a call that computes so many tokens at once.
   *
   * @param stack adapters, whose B holds the scales; empty for the base alone
   */
  public TorchScript.Call generationCall(List<NDArray> stack, long tokens) {
    List<NDArray> read = tokens <= WeightBlocks.MOST_TOKENS ? blocks : weights;
    return call(read, stack.isEmpty() ? List.of(nothing) : stack, one);
  }

  private static TorchScript.Call call(List<NDArray> weights, List<NDArray> lora, NDArray scales) {
    return new TorchScript.Call().list("w", weights).list("a", lora).array(scales);
  }

  /** Runs a method of the script; the results belong to the owner. */
  public NDList run(NDManager owner, String method, TorchScript.Call call, boolean gradients) {
    return script.run(owner, method, call, gradients);
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }
}
