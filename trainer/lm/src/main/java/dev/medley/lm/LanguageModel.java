package dev.medley.lm;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.decoder.Decoder;
import dev.medley.lm.decoder.ModelMemory;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.GenerationBatch;
import dev.medley.lm.generation.GenerationRequest;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.AdapterStep;
import dev.medley.lm.loss.Draft;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.loss.LossCall;
import dev.medley.lm.loss.LossValue;
import dev.medley.lm.loss.PolicyGradient;
import dev.medley.lm.loss.ResponseFeatures;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A frozen base model, and LoRA adapters over it that generate and learn. One thread at a time may
 * generate or learn; adapters may be created and read by others meanwhile.
 */
public final class LanguageModel implements AutoCloseable {
  private final ChatTokenizer tokenizer;
  private final Decoder decoder;

  private LanguageModel(ChatTokenizer tokenizer, Decoder decoder) {
    this.tokenizer = tokenizer;
    this.decoder = decoder;
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
      ModelConfig config = ModelConfig.read(huggingFaceDirectory);
      ChatTokenizer tokenizer = ChatTokenizer.load(huggingFaceDirectory);
      try {
        return new LanguageModel(
            tokenizer, Decoder.load(huggingFaceDirectory, config, precision, device));
      } catch (IOException | RuntimeException | Error e) {
        tokenizer.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s is no model directory that can be read: %s"
              .formatted(huggingFaceDirectory, e.getMessage()),
          e);
    }
  }

  public ModelConfig config() {
    return decoder.config();
  }

  /** What it takes on its device, beside adapters and what a step needs. */
  public ModelMemory memory() {
    return decoder.memory();
  }

  public ChatTokenizer tokenizer() {
    return tokenizer;
  }

  /** Hex SHA-256 of config.json and the weights. */
  public String digest() {
    return decoder.digest();
  }

  /** An adapter that changes nothing yet: B is zero. */
  public LoraAdapter newAdapter(LoraConfig lora, long seed) {
    return LoraAdapter.create(decoder.manager(), config(), lora, seed);
  }

  /**
   * An adapter of these values, as {@link LoraAdapter#exportWeights} gives them.
   *
   * @throws IllegalArgumentException naming a matrix that is missing or has another size
   */
  public LoraAdapter adapter(LoraConfig lora, Map<String, float[]> values) {
    return LoraAdapter.of(decoder.manager(), config(), lora, values);
  }

  /**
   * Reads a PEFT directory.
   *
   * @throws IllegalArgumentException where it does not fit this model, or has what can't be served,
   *     saying what
   */
  public LoraAdapter readAdapter(Path peftDirectory) {
    try {
      return LoraAdapter.read(decoder.manager(), config(), peftDirectory);
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(peftDirectory, e);
    }
  }

  /**
   * Bytes that the adapter of a PEFT directory takes in memory; reads no values.
   *
   * @throws IllegalArgumentException as {@link #readAdapter}
   */
  public long adapterBytes(Path peftDirectory) {
    try {
      return LoraAdapter.bytes(config(), peftDirectory);
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(peftDirectory, e);
    }
  }

  private static IllegalArgumentException unusable(Path peftDirectory, Exception why) {
    return new IllegalArgumentException(
        "The adapter in %s can't be used: %s".formatted(peftDirectory, why.getMessage()), why);
  }

  /** A batch without rows yet. */
  public GenerationBatch newGeneration() {
    return new GenerationBatch(decoder, tokenizer);
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
    return new AdamW(decoder.manager(), decoder.script(), adapter.parameters(), settings);
  }

  /**
   * The loss without learning.
   *
   * @param adapter null for the base
   */
  public LossValue loss(Loss loss, List<Example> batch, LoraAdapter adapter) {
    try (NDManager call = decoder.newManager()) {
      LossCall lossCall = LossCall.of(call, decoder, loss, batch, adapter);
      return lossCall.value(decoder.run(call, lossCall.method(), lossCall.arguments(), false));
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
    try (NDManager call = decoder.newManager()) {
      LossCall lossCall = LossCall.of(call, decoder, loss, batch, adapter);
      NDList results =
          decoder.run(call, lossCall.method() + "_backward", lossCall.arguments(), true);
      LossValue value = lossCall.value(results);
      return new AdapterStep(adapter, optimizer, learningRate, maxGradientNorm)
          .descend(call, decoder, results, value);
    }
  }

  /** What a cost model sees of each draft, as {@link ResponseFeatures#of} says. */
  public List<float[]> features(List<Draft> drafts) {
    return ResponseFeatures.of(decoder, drafts);
  }

  /** A step against the cost of an adapter's own drafts, as {@link PolicyGradient#step} says. */
  public LossValue policyStep(
      double beta, int samples, List<Draft> drafts, double[] costs, AdapterStep step) {
    return PolicyGradient.step(decoder, beta, samples, drafts, costs, step);
  }

  /** For tests that look beneath. */
  Decoder decoder() {
    return decoder;
  }

  @Override
  public void close() {
    decoder.close();
    tokenizer.close();
  }
}
