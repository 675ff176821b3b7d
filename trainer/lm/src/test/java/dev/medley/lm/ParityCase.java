package dev.medley.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.decoder.Batch;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.GenerationBatch;
import dev.medley.lm.generation.GenerationRequest;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.pretrain.BpeTrainer;
import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.Tensor;
import dev.medley.lm.torch.Precision;
import dev.medley.lm.torch.TorchScript;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What transformers or PEFT computed of a text (src/test/python/make_fixtures.py), and what we do.
 */
public record ParityCase(Path directory, Map<String, Tensor> expected) {
  private static final int PROMPT = 6;

  public static Path root() {
    return fixtures("parity.fixtures", "parity");
  }

  /** A folder of the fixtures in the repository, or one that the parity script made. */
  static Path fixtures(String property, String name) {
    String made = System.getProperty(property);
    try {
      return made != null ? Path.of(made) : Path.of(ParityCase.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<Path> folders(Path parent) throws IOException {
    try (Stream<Path> found = Files.list(parent)) {
      return found.filter(Files::isDirectory).sorted().toList();
    }
  }

  public static ParityCase read(Path directory) throws IOException {
    return new ParityCase(directory, SafeTensors.read(directory.resolve("expected.safetensors")));
  }

  /** Loads a case's model, with a tokenizer that nothing here asks. */
  public static LanguageModel model(Path directory, Path scratch, Precision precision)
      throws IOException {
    Path copy = Files.createDirectories(scratch.resolve(directory.getFileName()));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(file.getFileName());
        Files.deleteIfExists(target);
        Files.copy(file, target);
      }
    }
    BpeTrainer.train(Stream.of("a cat sat on a mat"), 280).write(copy);
    return LanguageModel.load(copy, precision);
  }

  private int[] row(int row) {
    Tensor ids = expected.get("ids");
    int length = (int) ids.shape()[1];
    return IntStream.range(0, length).map(i -> (int) ids.values()[row * length + i]).toArray();
  }

  /** Largest difference of a logit, over the largest logit. */
  public double logitsError(LanguageModel model, LoraAdapter adapter) {
    return error(logits(model, adapter), expected.get("logits").values());
  }

  /** The first row's logits (length, vocabulary): each prefix is a row. */
  float[] logits(LanguageModel model, LoraAdapter adapter) {
    int[] text = row(0);
    List<GenerationRequest> prefixes =
        IntStream.rangeClosed(1, text.length)
            .mapToObj(length -> Arrays.copyOf(text, length))
            .map(prefix -> new GenerationRequest(prefix, adapter, SamplingParameters.greedy(1)))
            .toList();
    try (GenerationBatch generation = model.newGeneration()) {
      generation.add(prefixes);
      return generation.logits();
    }
  }

  double logpsError(LanguageModel model, LoraAdapter adapter) {
    Tensor expectedLogps = expected.get("logps");
    List<Batch.Row> rows = new ArrayList<>();
    for (int r = 0; r < expectedLogps.shape()[0]; r++) {
      int[] text = row(r);
      rows.add(new Batch.Row(new int[] {text[0]}, Arrays.copyOfRange(text, 1, text.length)));
    }
    try (NDManager manager = model.decoder().newManager()) {
      Batch batch = Batch.of(manager, rows, model.config());
      TorchScript.Call call = model.decoder().call(adapter).list("x", batch.decoderOrder());
      NDList found = model.decoder().run(manager, "token_logps", call, false);
      NDArray logps = found.singletonOrThrow();
      return error(logps.toFloatArray(), expectedLogps.values());
    }
  }

  public int[] greedy(LanguageModel model, LoraAdapter adapter) {
    int[] prompt = Arrays.copyOf(row(0), PROMPT);
    try (GenerationBatch generation = model.newGeneration()) {
      SamplingParameters greedy = SamplingParameters.greedy(16);
      GeneratedRow row =
          generation.add(List.of(new GenerationRequest(prompt, adapter, greedy))).get(0);
      while (!generation.finished()) {
        generation.decode(5);
      }
      return row.tokens();
    }
  }

  /** Without the end, as ours come. */
  public int[] expectedGreedy(ModelConfig config) {
    float[] tokens = expected.get("greedy").values();
    return IntStream.range(0, tokens.length)
        .map(i -> (int) tokens[i])
        .takeWhile(token -> !config.eosTokenIds().contains(token))
        .toArray();
  }

  private static double error(float[] found, float[] expected) {
    if (found.length != expected.length) {
      throw new IllegalArgumentException(found.length + " numbers, not " + expected.length);
    }
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      difference = Math.max(difference, Math.abs((double) found[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    // NaN must not pass as no difference.
    return allFinite(found) ? difference / largest : Double.NaN;
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
