package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a text can do to whoever numbers its words. */
final class InternerTest {
  private static final int BITS = 14;

  @Test
  void shouldNotBeSlowedByWordsThatAreMadeToCollide() {
    // Given
    List<String> made = words(true);
    List<String> others = words(false);
    nanos(others);

    // When
    long plain = nanos(others);
    long collided = nanos(made);

    // Then
    assertThat(collided).isLessThan(20 * plain);
  }

  /** Words whose letters 4, 6 and 8 of a block differ in bit 15 alone: together, or not. */
  private static List<String> words(boolean together) {
    List<String> words = new ArrayList<>();
    for (int word = 0; word < 1 << BITS; word++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < BITS; bit++) {
        char letter = (word >> bit & 1) == 0 ? '\u2C30' : '\uAC30';
        text.append("aaa").append(letter).append('a').append(together ? letter : '\u2C30');
        text.append('a').append(letter);
      }
      words.add(text.toString());
    }
    return words;
  }

  private static long nanos(List<String> words) {
    Interner interner = new Interner();
    long begin = System.nanoTime();
    for (String word : words) {
      interner.id(word, 0, word.length());
    }
    assertThat(interner.count()).isEqualTo(words.size());
    return System.nanoTime() - begin;
  }
}
