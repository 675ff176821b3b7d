package dev.medley.lm.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.decoder.WeightFiles;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PretrainTest {
  private static final int STEPS = 6;
  @TempDir Path folder;

  @Test
  void shouldResumeWhereItWasSaved() throws Exception {
    // Given
    Path whole = tokenizer("whole");
    Path parted = tokenizer("parted");
    train(whole, STEPS + 1);
    assertThatThrownBy(() -> train(parted, 3)).hasMessage("interrupted");

    // When
    train(parted, STEPS + 1);

    // Then
    assertThat(
            Files.mismatch(parted.resolve(WeightFiles.SINGLE), whole.resolve(WeightFiles.SINGLE)))
        .isEqualTo(-1);
  }

  private Path tokenizer(String name) throws IOException {
    Path directory = folder.resolve(name);
    BpeTrainer.train(Stream.of("Write an e-mail from these notes."), 290).write(directory);
    return directory;
  }

  private static void train(Path directory, int interruptAt) throws IOException {
    ModelConfig config = ModelConfig.llama(290, 64, 96, 1, 2, 1, 512, 1, 2, 0);
    try (ChatTokenizer tokenizer = ChatTokenizer.load(directory);
        FullModel model = FullModel.random(config, 1);
        Muon optimizer = model.optimizer(AdamW.Settings.DEFAULT)) {
      PretrainState state = new PretrainState(directory, model, optimizer);
      PretrainBatches batches = new PretrainBatches(tokenizer, 290, STEPS, 2, 1);
      new PretrainLoop(model, optimizer, batches, STEPS, 1e-3)
          .run(
              state.restore(),
              3,
              step -> {
                state.save(step);
                model.writeHuggingFace(directory);
                if (step == interruptAt) {
                  throw new IOException("interrupted");
                }
              });
    }
  }

  @Test
  void shouldWriteAModelThatGenerates() {
    // Given
    Path out = folder.resolve("out");
    String[] arguments = {
      "--out",
      out.toString(),
      "--steps",
      "4",
      "--batch",
      "2",
      "--hidden",
      "64",
      "--layers",
      "1",
      "--vocabulary",
      "320"
    };

    // When
    int status = new CommandLine(new PretrainCommand()).execute(arguments);

    // Then
    assertThat(status).isZero();
    try (LanguageModel model = LanguageModel.load(out, Precision.BFLOAT16)) {
      int[] prompt = model.tokenizer().prompt(List.of(new ChatMessage("user", "Notes:")));
      List<SamplingParameters> greedy = List.of(SamplingParameters.greedy(4));
      assertThat(model.generate(List.of(prompt), null, greedy).get(0).tokens()).isNotEmpty();
    }
  }
}
