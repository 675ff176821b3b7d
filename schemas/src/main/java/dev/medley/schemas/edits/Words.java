package dev.medley.schemas.edits;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits text into words: runs of letters and digits, joined by inner apostrophes, full stops and
 * hyphens; each Han or Hiragana character, each run of Katakana, and each other visible character
 * (punctuation, emoji) by itself. White space only separates.
 *
 * <p>After Unicode Standard Annex 29, section 4, simplified for scripts without spaces.
 */
public final class Words {
  private static final String ALPHANUMERIC =
      "[\\p{L}\\p{M}\\p{N}&&[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー]]+";
  private static final Pattern WORD =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}]|[\\p{IsKatakana}ー]+|%1$s(?:['’.,:_-]%1$s)*|\\S"
              .formatted(ALPHANUMERIC));

  private Words() {}

  /** The words of a text, in order; empty where the text is blank. */
  public static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}
