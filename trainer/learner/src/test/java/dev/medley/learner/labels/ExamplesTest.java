package dev.medley.learner.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.loss.Example;
import dev.medley.lm.pretrain.BpeTrainer;
import dev.medley.schemas.Message;
import dev.medley.schemas.Preference;
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

  @Test
  void shouldPassOverAMegabyteWithoutTokenizingIt() throws Exception {
    // Given
    BpeTrainer.train(Stream.of("the cat"), 270).write(base);
    String megabyte = "a b ".repeat(1 << 18);
    Label huge =
        Label.of(
            Preference.newBuilder()
                .setGenerationId("g")
                .setRevision(1)
                .setTask("email")
                .setMember("base")
                .setCheckpoint(0)
                .setMessages(List.of(new Message("user", "the")))
                .setChosen(megabyte)
                .setRejected("cat cat")
                .setGeneratedAt(Instant.EPOCH)
                .setEditedAt(Instant.EPOCH)
                .build());
    try (ChatTokenizer tokenizer = ChatTokenizer.load(base)) {
      Examples examples = new Examples(tokenizer, MemberKind.DPO, 512, 1);

      // When
      long begin = System.nanoTime();
      boolean empty = examples.of(huge).isEmpty() && examples.asked(huge).isEmpty();
      long millis = (System.nanoTime() - begin) / 1_000_000;

      // Then
      assertThat(empty).isTrue();
      assertThat(millis).isLessThan(300);
    }
  }

  @Test
  void shouldTeachNoEndOfAResponseThatWasCut() throws Exception {
    // Given
    BpeTrainer.train(Stream.of("the cat"), 270).write(base);
    Preference preference =
        Preference.newBuilder()
            .setGenerationId("g")
            .setRevision(1)
            .setTask("email")
            .setMember("base")
            .setCheckpoint(0)
            .setMessages(List.of(new Message("user", "the")))
            .setChosen("the cat")
            .setRejected("cat cat")
            .setCut(true)
            .setGeneratedAt(Instant.EPOCH)
            .setEditedAt(Instant.EPOCH)
            .build();
    Label cut = Label.of(preference);
    Label whole = Label.of(Preference.newBuilder(preference).setCut(false).build());
    try (ChatTokenizer tokenizer = ChatTokenizer.load(base)) {
      Examples examples = new Examples(tokenizer, MemberKind.DPO, 100, 1);

      // When
      Example pair = examples.of(cut).orElseThrow();

      // Then
      assertThat(pair.rejected()).isEqualTo(tokenizer.encode("cat cat"));
      assertThat(pair.chosen()).isEqualTo(tokenizer.response("the cat"));
      assertThat(examples.cost(cut).orElseThrow().draft().response()).isEqualTo(pair.rejected());
      assertThat(examples.of(whole).orElseThrow().rejected())
          .isEqualTo(tokenizer.response("cat cat"));
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
        0,
        false);
  }
}
