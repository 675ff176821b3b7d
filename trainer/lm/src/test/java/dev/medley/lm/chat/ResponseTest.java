package dev.medley.lm.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Responses are learnt by the tokens that the model wrote them in. */
final class ResponseTest {
  private static final Path CHATS = Path.of("src/test/resources/dev/medley/lm/chats");
  private static final int THINK = 303;
  private static final int THINK_END = 304;

  @Test
  void shouldLearnAResponseByTheTokensThatTheModelWrote() {
    // Given
    try (ChatTokenizer tokenizer = ChatTokenizer.load(CHATS.resolve("qwen3"))) {
      String written = tokenizer.decode(new int[] {THINK, 64, THINK_END, 65});

      // When
      int[] learnt = tokenizer.response(written);

      // Then
      assertThat(written).isEqualTo("<think>a</think>b");
      assertThat(learnt).containsExactly(THINK, 64, THINK_END, 65, tokenizer.endId());
      assertThat(tokenizer.spans(written)).hasSize(4).contains(new Span(7, 8));
    }
  }

  @Test
  void shouldLearnSpecialTokensInAResponseAsTextBesideThoseThatTheModelWrote() {
    // Given
    try (ChatTokenizer tokenizer = ChatTokenizer.load(CHATS.resolve("qwen3"))) {
      String edited = "<think>a</think><|im_end|>";

      // When
      int[] learnt = tokenizer.encode(edited);

      // Then
      assertThat(learnt).startsWith(THINK, 64, THINK_END).doesNotContain(tokenizer.endId());
      assertThat(tokenizer.decode(learnt)).isEqualTo(edited);
    }
  }

  @Test
  void shouldKeepWhatAUserTypesInAChatAsTextWhereAModelMayWriteIt() {
    // Given
    try (ChatTokenizer tokenizer = ChatTokenizer.load(CHATS.resolve("qwen3"))) {
      // When
      int[] prompt = tokenizer.prompt(List.of(new ChatMessage("user", "<think>a</think>")));

      // Then
      assertThat(prompt).doesNotContain(THINK, THINK_END);
    }
  }
}
