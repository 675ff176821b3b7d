package dev.medley.lm.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.ParityCase;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.generation.GenerationBatch;
import dev.medley.lm.generation.GenerationRequest;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks are for several threads; other tests have one. */
final class WeightBlocksTest {
  private static final Path SHIPPED = Path.of("model");

  @TempDir Path scratch;
  private static int threads;

  @BeforeAll
  static void share() {
    Engine.getEngine("PyTorch");
    threads = JniUtils.getNumThreads();
    JniUtils.setNumThreads(2);
  }

  @AfterAll
  static void restore() {
    JniUtils.setNumThreads(threads);
  }

  static List<Path> families() throws IOException {
    return ParityCase.folders(ParityCase.root());
  }

  @ParameterizedTest
  @MethodSource("families")
  void shouldGenerateWhatTransformersDoes(Path directory) throws Exception {
    // Given
    ParityCase parity = ParityCase.read(directory);
    try (LanguageModel model = ParityCase.model(directory, scratch, Precision.FLOAT32)) {
      // When
      int[] greedy = parity.greedy(model, null);

      // Then
      assertThat(greedy).isNotEmpty().containsExactly(parity.expectedGreedy(model.config()));
      assertThat(parity.logitsError(model, null)).isLessThan(1e-4);
    }
  }

  @Test
  void shouldComputeWhatWholeMatricesDo() {
    // Given
    try (LanguageModel model = LanguageModel.load(SHIPPED, Precision.FLOAT32)) {
      int rows = WeightBlocks.MOST_TOKENS / 16 + 1;
      int[] prompt = new int[16];
      for (int i = 0; i < prompt.length; i++) {
        prompt[i] = 50 + 80 * i;
      }

      // When
      float[] blocks = logits(model, prompt, 1);
      float[] whole = logits(model, prompt, rows);

      // Then
      assertThat(whole).startsWith(blocks, Offset.offset(1e-4f));
      assertThat(whole).hasSize(rows * blocks.length);
    }
  }

  /** The next token's, of a prompt that is read so many times at once. */
  private static float[] logits(LanguageModel model, int[] prompt, int rows) {
    GenerationRequest request = new GenerationRequest(prompt, null, SamplingParameters.greedy(2));
    try (GenerationBatch generation = model.newGeneration()) {
      generation.add(Collections.nCopies(rows, request));
      return generation.logits();
    }
  }

  @Test
  void shouldPackSmallModelsAlone() throws Exception {
    // Given
    ModelConfig shipped = ModelConfig.read(SHIPPED);
    ModelConfig larger = ModelConfig.llama(49_152, 576, 1536, 30, 9, 3, 2048, 1, 2, 0);

    // When
    ModelMemory memory = ModelMemory.of(shipped, Precision.FLOAT32, Device.cpu());

    // Then
    long norms = 4L * (2 * 4 + 1) * 256;
    assertThat(memory.blockBytes()).isEqualTo(memory.weightBytes() - norms);
    assertThat(ModelMemory.of(larger, Precision.FLOAT32, Device.cpu()).blockBytes()).isZero();
    assertThat(ModelMemory.of(shipped, Precision.FLOAT32, Device.gpu()).blockBytes()).isZero();
    assertThat(ModelMemory.of(shipped, Precision.BFLOAT16, Device.cpu()).blockBytes()).isZero();
  }
}
