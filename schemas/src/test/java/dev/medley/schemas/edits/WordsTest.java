package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class WordsTest {
  static List<Arguments> texts() {
    return List.of(
        Arguments.of(
            "Don't stop, Ann-Marie!", List.of("Don't", "stop", ",", "Ann", "-", "Marie", "!")),
        Arguments.of("at 14:30, $1,200.50", List.of("at", "14", ":", "30", ",", "$", "1,200.50")),
        Arguments.of("été à Zürich", List.of("été", "à", "Zürich")),
        Arguments.of("東京へ行く", List.of("東京", "へ", "行く")),
        Arguments.of("我们喜欢北京。", List.of("我们", "喜欢", "北京", "。")),
        Arguments.of("สวัสดีชาวโลก", List.of("สวัสดี", "ชาว", "โลก")),
        Arguments.of("안녕 하세요", List.of("안녕", "하세요")),
        Arguments.of("yes 🎉🎉 👨‍👩‍👧", List.of("yes", "🎉", "🎉", "👨‍👩‍👧")),
        Arguments.of(" \n\t", List.of()));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void shouldSplitIntoUnicodeWords(String text, List<String> expected) {
    // When
    List<String> words = Words.of(text);

    // Then
    assertThat(words).isEqualTo(expected);
  }
}
