package dev.medley.lm;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.config.WeightNames;
import dev.medley.lm.decoder.ModelMemory;
import dev.medley.lm.decoder.WeightBlocks;
import dev.medley.lm.decoder.WeightFiles;
import dev.medley.lm.decoder.WeightLoader;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.GenerationBatch;
import dev.medley.lm.generation.GenerationRequest;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.loss.LossCall;
import dev.medley.lm.loss.LossValue;
import dev.medley.lm.safetensors.StoredTensor;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Devices;
import dev.medley.lm.torch.Gradients;
import dev.medley.lm.torch.Precision;
import dev.medley.lm.torch.TorchScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A frozen base model, and LoRA adapters over it that generate and learn. One thread at a time may
 * generate or learn; adapters may be created and read by others meanwhile.
 */
public final class LanguageModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);

  private final ModelConfig config;
  private final ChatTokenizer tokenizer;
  private final String digest;
  private final ModelMemory memory;
  private final NDManager manager;
  private final TorchScript script;
  private final List<NDArray> weights;
  private final List<NDArray> blocks;
  private final NDArray nothing;
  private final NDArray one;

  private LanguageModel(Path directory, Precision precision, String device) throws IOException {
    this.config = ModelConfig.read(directory);
    Device found = Devices.find(device);
    this.memory = ModelMemory.of(config, precision, found);
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
    this.manager = NDManager.newBaseManager(found, "PyTorch");
    this.tokenizer = ChatTokenizer.load(directory);
    this.digest = WeightFiles.digest(directory);
    this.script = TorchScript.compile(manager, config, precision);
    this.weights = load(WeightFiles.find(directory, config), precision);
    this.blocks = WeightBlocks.of(manager, script, weights, memory, precision);
    this.nothing = manager.zeros(new Shape(0));
    this.one = manager.create(1f);
  }

  /** Reads a Hugging Face directory onto the CPU. */
  public static LanguageModel load(Path huggingFaceDirectory, Precision precision) {
    return load(huggingFaceDirectory, precision, "cpu");
  }

  /**
   * Reads a Hugging Face directory: config.json, model.safetensors (or shards), tokenizer.json.
   *
   * @param device {@code cpu}, {@code cuda} or {@code cuda:N}, as PyTorch names them
   * @throws UncheckedIOException where something is missing or of another shape, saying what
   * @throws IllegalArgumentException where the device is not there, or has too little memory free
   *     for the weights, saying how much is missing
   */
  public static LanguageModel load(Path huggingFaceDirectory, Precision precision, String device) {
    requireNonNull(precision, "precision is null");
    requireNonNull(device, "device is null");
    try {
      return new LanguageModel(huggingFaceDirectory, precision, device);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s is no model directory that can be read: %s"
              .formatted(huggingFaceDirectory, e.getMessage()),
          e);
    }
  }

  private List<NDArray> load(Map<String, StoredTensor> stored, Precision precision)
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

  public ChatTokenizer tokenizer() {
    return tokenizer;
  }

  /** Hex SHA-256 of config.json and the weights. */
  public String digest() {
    return digest;
  }

  /** An adapter that changes nothing yet: B is zero. */
  public LoraAdapter newAdapter(LoraConfig lora, long seed) {
    return LoraAdapter.create(manager, config, lora, seed);
  }

  /**
   * Reads a PEFT directory.
   *
   * @throws IllegalArgumentException where it does not fit this model, or has what can't be served,
   *     saying what
   */
  public LoraAdapter readAdapter(Path peftDirectory) {
    try {
      return LoraAdapter.read(manager, config, peftDirectory);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The adapter in %s can't be used: %s".formatted(peftDirectory, e.getMessage()), e);
    }
  }

  /** A batch without rows yet. */
  public GenerationBatch newGeneration() {
    return new GenerationBatch(this);
  }

  /**
   * Generates responses together, to their ends.
   *
   * @param adapter null for the base
   * @return a row for each prompt
   * @throws IllegalArgumentException where a prompt and its response exceed the model's positions
   */
  public List<GeneratedRow> generate(
      List<int[]> prompts, LoraAdapter adapter, List<SamplingParameters> sampling) {
    if (prompts.size() != sampling.size()) {
      throw new IllegalArgumentException(
          "%d prompts with %d sampling parameters: need as many"
              .formatted(prompts.size(), sampling.size()));
    }
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      requests.add(new GenerationRequest(prompts.get(i), adapter, sampling.get(i)));
    }
    try (GenerationBatch generation = newGeneration()) {
      List<GeneratedRow> rows = generation.add(requests);
      generation.finish();
      return rows;
    }
  }

  /** An optimiser of an adapter's matrices. */
  public AdamW optimizer(LoraAdapter adapter, AdamW.Settings settings) {
    return new AdamW(manager, script, adapter.parameters(), settings);
  }

  /**
   * The loss without learning.
   *
   * @param adapter null for the base
   */
  public LossValue loss(Loss loss, List<Example> batch, LoraAdapter adapter) {
    try (NDManager call = manager.newSubManager()) {
      LossCall lossCall = LossCall.of(call, this, loss, batch, adapter);
      return lossCall.value(run(call, lossCall.method(), lossCall.arguments(), false));
    }
  }

  /**
   * One step of an adapter: the loss, its gradient clipped to a global norm, AdamW. Nothing changes
   * where the loss is not finite, or the norm is one that the optimiser does not take.
   *
   * @return the loss before the step, with the metric {@code grad_norm} (before clipping)
   */
  public LossValue step(
      Loss loss,
      List<Example> batch,
      LoraAdapter adapter,
      AdamW optimizer,
      double learningRate,
      double maxGradientNorm) {
    try (NDManager call = manager.newSubManager()) {
      LossCall lossCall = LossCall.of(call, this, loss, batch, adapter);
      NDList results = run(call, lossCall.method() + "_backward", lossCall.arguments(), true);
      LossValue value = lossCall.value(results);
      return descend(call, results, value, adapter, optimizer, learningRate, maxGradientNorm);
    }
  }

  /** The end of a step: the last results are the gradients of the adapter's matrices. */
  public LossValue descend(
      NDManager call,
      NDList results,
      LossValue value,
      LoraAdapter adapter,
      AdamW optimizer,
      double learningRate,
      double maxGradientNorm) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    int next = results.size() - adapter.parameters().size();
    for (String name : adapter.parameters().keySet()) {
      gradients.put(name, results.get(next++));
    }
    double norm = Gradients.clip(call, script, gradients, maxGradientNorm);
    // A step on NaN would spoil the weights for good.
    if (optimizer.takes(norm) && Double.isFinite(value.loss())) {
      optimizer.step(gradients, learningRate);
    }
    return value.with("grad_norm", norm);
  }

  /** The first arguments of every call: weights, adapter, scale. */
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

  /** No matrix, where the decoder's lists want one. */
  public NDArray nothing() {
    return nothing;
  }

  public NDList run(NDManager owner, String method, TorchScript.Call call, boolean gradients) {
    return script.run(owner, method, call, gradients);
  }

  public NDManager newManager() {
    return manager.newSubManager();
  }

  @Override
  public void close() {
    script.close();
    manager.close();
    tokenizer.close();
  }
}
