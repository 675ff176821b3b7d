package dev.medley.lm.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lm.chat.ChatTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With the tokenizer that ships: bytes for what it has no words for. */
final class TextStreamTest {
  private static ChatTokenizer tokenizer;

  @BeforeAll
  static void load() {
    tokenizer = ChatTokenizer.load(Path.of("model"));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void shouldGrowByWholeCharacters() {
    // Given
    String text = "Grüße, 漢字 and 👩‍🚀𝔘: naïve “quotes” 🇨🇭!";
    int[] tokens = tokenizer.encode(text);

    // When
    List<String> seen = stream(tokens, List.of());

    // Then
    assertThat(seen)
        .allSatisfy(
            prefix ->
                assertThat(text.startsWith(prefix) && !splits(text, prefix.length())).isTrue())
        .last()
        .isEqualTo(text);
    assertThat(Set.copyOf(seen)).hasSizeGreaterThan(20);
  }

  @Test
  void shouldNotHoldBackWhatIsComplete() {
    // Given
    TextStream stream = new TextStream(tokenizer, List.of());
    int[] tokens = tokenizer.encode("ab漢");

    // When
    for (int i = 0; i < tokens.length - 1; i++) {
      stream.append(tokens[i]);
    }

    // Then
    assertThat(stream.text()).isEqualTo("ab");
  }

  @Test
  void shouldHoldBackOnlyWhatMayBeginAStopString() {
    // Given
    TextStream stream = new TextStream(tokenizer, List.of("\n\nEnd", "xyz"));

    // When
    for (int token : tokenizer.encode("Dear all,\n\nEn")) {
      stream.append(token);
    }
    String before = stream.text();
    stream.end();

    // Then
    assertThat(before).isEqualTo("Dear all,");
    assertThat(stream.stopped()).isFalse();
    assertThat(stream.text()).isEqualTo("Dear all,\n\nEn");
  }

  @Test
  void shouldStopAtTheFirstOfTheStopStrings() {
    // Given
    int[] tokens = tokenizer.encode("one 漢 two, three");

    // When
    List<String> seen = stream(tokens, List.of("three", "漢 tw", "zz"));

    // Then
    assertThat(seen).last().isEqualTo("one ");
    assertThat(seen).allSatisfy(prefix -> assertThat("one ").startsWith(prefix));
  }

  @Test
  void shouldSayThatItStoppedWhereTheLastTokenEndsAStopString() {
    // Given: what no further token makes a character
    int half = tokenizer.encode("漢")[0];
    SamplingParameters sampling = SamplingParameters.greedy(1).withStop(List.of("\uFFFD"));
    GeneratedRow row =
        new GeneratedRow(
            new GenerationRequest(new int[] {half}, null, sampling), List.of(), tokenizer);

    // When
    row.take(new long[] {half}, 0, 1);

    // Then
    assertThat(row.text()).isEmpty();
    assertThat(row.endReason()).contains(EndReason.STOP);
  }

  @Test
  void shouldNotWaitForeverForBytesThatAreNoText() {
    // Given
    int half = tokenizer.encode("漢")[0];
    TextStream stream = new TextStream(tokenizer, List.of());

    // When
    for (int i = 0; i < 40; i++) {
      stream.append(half);
    }
    String before = stream.text();
    stream.end();

    // Then
    assertThat(before).isNotEmpty();
    assertThat(stream.text()).startsWith(before).matches("\uFFFD+");
  }

  @Test
  void shouldTellRepetitions() {
    // Given
    String once = "all different: 0123456789 abcdefghijklmnopqrstuvwxyz";

    // When
    boolean letter = Repetition.endsIn(once + "!".repeat(40), 40);
    boolean phrase = Repetition.endsIn(once + "again, ".repeat(6), 40);
    boolean twice = Repetition.endsIn("twenty characters!! ".repeat(2), 40);
    boolean shorter = Repetition.endsIn(once + "!".repeat(39), 40);
    boolean off = Repetition.endsIn("!".repeat(100), 0);

    // Then
    assertThat(List.of(letter, phrase)).containsOnly(true);
    assertThat(List.of(twice, shorter, off)).containsOnly(false);
  }

  private static boolean splits(String text, int at) {
    return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
  }

  /** The text after each token, and at the end. */
  private static List<String> stream(int[] tokens, List<String> stops) {
    TextStream stream = new TextStream(tokenizer, stops);
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < tokens.length && !stream.stopped(); i++) {
      stream.append(tokens[i]);
      seen.add(stream.text());
    }
    stream.end();
    seen.add(stream.text());
    return seen;
  }
}
