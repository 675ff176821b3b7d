package dev.medley.lm.torch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.medley.lm.config.LinearModule;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.config.WeightNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The decoder's TorchScript text, compiled for one configuration; its methods can be called. */
public final class TorchScript implements AutoCloseable {
  private static final String TEXT = "decoder.torchscript";
  // Python's pickle, protocol 2: an object of class __torch__.Decoder without attributes.
  private static final String EMPTY_MODULE = "\u0080\u0002c__torch__\nDecoder\n)\u0081}b.";
  private static final String EMPTY_TUPLE = "\u0080\u0002).";

  // How many logits are computed at once, and how many activations of layers a step may keep.
  private static final int LOGITS = 1 << 23;
  private static final long ACTIVATIONS = 1 << 26;

  private final PtSymbolBlock block;
  private final Set<String> called = ConcurrentHashMap.newKeySet();

  private TorchScript(PtSymbolBlock block) {
    this.block = block;
  }

  public static TorchScript compile(NDManager manager, ModelConfig config, Precision precision) {
    try (InputStream text = TorchScript.class.getResourceAsStream(TEXT)) {
      String code =
          fill(new String(text.readAllBytes(), UTF_8), config, precision)
              .replace("@FUSED_NORM@", manager.getDevice().isGpu() ? "True" : "False");
      Path archive = Files.createTempFile("medley", ".pt");
      try {
        writeArchive(archive, code);
        return new TorchScript(
            JniUtils.loadModule(
                (PtNDManager) manager, archive, true, new String[0], new String[0], true));
      } finally {
        Files.delete(archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the decoder's text to a temporary file", e);
    }
  }

  /** The arguments of one call, in the order of the method's parameters. */
  public static final class Call {
    private final NDList inputs = new NDList();

    public Call array(NDArray array) {
      array.setName(null);
      inputs.add(array);
      return this;
    }

    /**
     * Arrays that become one List[Tensor]; an array has one role, so its name never changes hands.
     */
    public Call list(String role, Collection<NDArray> arrays) {
      for (NDArray array : arrays) {
        array.setName(role + "[]");
        inputs.add(array);
      }
      return this;
    }
  }

  /** Runs a method; the results belong to the manager. */
  public NDList run(NDManager manager, String method, Call call, boolean gradients) {
    NDArray name = manager.create(0);
    name.setName("module_method:" + method);
    boolean before = JniUtils.isGradMode();
    // Grad mode belongs to the thread, and libtorch's is not on in every thread.
    JniUtils.setGradMode(gradients);
    // So does the optimiser. On in a method's first call alone, it inlines what that calls; on in
    // a second one it would rewrite the method, so that a resumed run would differ.
    JniUtils.setGraphExecutorOptimize(called.add(method));
    try {
      NDList inputs = new NDList(name);
      inputs.addAll(call.inputs);
      NDList results = IValueUtils.forward(block, inputs, gradients);
      results.attach(manager);
      return results;
    } finally {
      JniUtils.setGradMode(before);
      name.close();
    }
  }

  @Override
  public void close() {
    block.close();
  }

  private static String fill(String text, ModelConfig config, Precision precision) {
    int inner = config.heads() * config.headDim();
    String filled = text;
    for (LinearModule module : LinearModule.values()) {
      int place = WeightNames.biasPlace(config, module);
      filled = filled.replace("@%s_BIAS@".formatted(module), String.valueOf(place));
    }
    return filled
        .replace("@COMPUTE@", String.valueOf(precision.torchCode()))
        .replace("@HIDDEN@", String.valueOf(config.hiddenSize()))
        .replace("@LOGITS_AT_ONCE@", String.valueOf(1 + LOGITS / config.vocabSize()))
        .replace("@TOKENS_KEPT@", String.valueOf(ACTIVATIONS / activations(config)))
        .replace("@LAYERS@", String.valueOf(config.layers()))
        .replace("@HEADS@", String.valueOf(config.heads()))
        .replace("@KV_HEADS@", String.valueOf(config.keyValueHeads()))
        .replace("@GROUPS@", String.valueOf(config.heads() / config.keyValueHeads()))
        .replace("@HEAD@", String.valueOf(config.headDim()))
        .replace("@INNER@", String.valueOf(inner))
        .replace("@MIDDLE@", String.valueOf(config.intermediateSize()))
        .replace("@QKV@", outputs(config, LinearModule.QUERY, LinearModule.KEY, LinearModule.VALUE))
        .replace("@HEADS_AND_KV@", String.valueOf(config.heads() + config.keyValueHeads()))
        .replace("@SCALE@", decimal(1 / Math.sqrt(config.headDim())))
        .replace("@ENDS@", list(config.eosTokenIds().stream().map(String::valueOf)))
        .replace("@STRIDE@", String.valueOf(WeightNames.stride(config)))
        .replace("@QUERY_KEY_NORM@", config.queryKeyNorm() ? "True" : "False")
        .replace("@UNTIED@", config.tieWordEmbeddings() ? "False" : "True")
        .replace("@EPSILON@", decimal(config.rmsNormEps()))
        .replace("@ATTENTION_FACTOR@", decimal(config.rope().scaling().attentionFactor()))
        .replace(
            "@FREQUENCIES@",
            list(
                Arrays.stream(config.rope().frequencies(config.headDim()))
                    .mapToObj(TorchScript::decimal)));
  }

  /** About how many numbers autograd keeps of a token, all layers together. */
  private static long activations(ModelConfig config) {
    return config.layers() * (14L * config.hiddenSize() + 5L * config.intermediateSize());
  }

  private static String outputs(ModelConfig config, LinearModule... modules) {
    return list(Arrays.stream(modules).map(module -> String.valueOf(module.outputs(config))));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.16e", value);
  }

  private static String list(Stream<String> values) {
    return values.collect(Collectors.joining(", ", "[", "]"));
  }

  private static void writeArchive(Path file, String code) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      store(zip, "m/data.pkl", EMPTY_MODULE.getBytes(ISO_8859_1));
      store(zip, "m/constants.pkl", EMPTY_TUPLE.getBytes(ISO_8859_1));
      store(zip, "m/version", "3\n".getBytes(UTF_8));
      store(zip, "m/code/__torch__.py", code.getBytes(UTF_8));
    }
  }

  // libtorch maps the archive and reads stored entries only.
  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
