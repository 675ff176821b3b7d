package dev.medley.learner.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.pretrain.BpeTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExamplesTest {
  @TempDir Path base;

  @Test
  void shouldPassOverWhatTheChatTemplateRefuses() throws Exception {
    // Given
    BpeTrainer.train(Stream.of("the cat"), 270).write(base);
    Files.writeString(
        base.resolve("chat_template.jinja"),
        "{% if messages[0].role == 'system' %}{{ raise_exception('No system role') }}{% endif %}x");
    try (ChatTokenizer tokenizer = ChatTokenizer.load(base)) {
      Examples examples = new Examples(tokenizer, MemberKind.SFT, 100, 1);

      // When
      List<Boolean> learnt =
          Stream.of("system", "user", "tool")
              .map(role -> examples.of(label(role)).isPresent())
              .toList();

      // Then
      assertThat(learnt).containsExactly(false, true, false);
    }
  }

  private static Label label(String role) {
    return new Label(
        new LabelIdentity("g", 1),
        "email",
        List.of(new ChatMessage(role, "the")),
        "cat",
        Optional.of("the cat"),
        0.5f,
        Instant.EPOCH,
        Label.NAMELESS,
        "base",
        0);
  }
}
