package dev.medley.lm.pretrain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.lm.chat.ByteLetters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Learns a byte-level BPE vocabulary (Sennrich et al. 2016; Radford et al. 2019): the most frequent
 * pair of neighbours within a word is merged, again and again. Digits stay single, so that a number
 * is copied digit by digit.
 */
public final class BpeTrainer {
  /** How text is cut into words, as in tokenizer.json's Split. */
  static final String WORDS =
      "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private record Pair(String left, String right) implements Comparable<Pair> {
    private static final Comparator<Pair> ORDER =
        Comparator.comparing(Pair::left).thenComparing(Pair::right);

    @Override
    public int compareTo(Pair other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Word {
    private List<String> symbols;
    private final long count;

    Word(List<String> symbols, long count) {
      this.symbols = symbols;
      this.count = count;
    }
  }

  private BpeTrainer() {}

  /**
   * Learns a vocabulary of {@code vocabularySize} tokens: the special ones of {@link
   * TokenizerJson}, the 256 bytes, and merges. The same texts give the same vocabulary.
   */
  public static TokenizerJson train(Stream<String> texts, int vocabularySize) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    TokenizerJson.SPECIAL.forEach(token -> vocabulary.put(token, vocabulary.size()));
    for (int b = 0; b < 256; b++) {
      vocabulary.put(ByteLetters.letter(b), vocabulary.size());
    }
    List<Word> words = count(texts);
    List<String> merges = new ArrayList<>();
    while (vocabulary.size() < vocabularySize) {
      Pair best = mostFrequent(words);
      if (best == null) {
        break;
      }
      String merged = best.left() + best.right();
      merges.add(best.left() + " " + best.right());
      vocabulary.putIfAbsent(merged, vocabulary.size());
      words.forEach(word -> word.symbols = merge(word.symbols, best, merged));
    }
    return new TokenizerJson(vocabulary, merges);
  }

  private static List<Word> count(Stream<String> texts) {
    Map<String, Long> counts = new HashMap<>();
    Pattern pattern = Pattern.compile(WORDS);
    texts.forEach(
        text -> {
          for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            counts.merge(matcher.group(), 1L, Long::sum);
          }
        });
    List<Word> words = new ArrayList<>();
    new TreeMap<>(counts)
        .forEach((word, count) -> words.add(new Word(ByteLetters.of(word.getBytes(UTF_8)), count)));
    return words;
  }

  private static Pair mostFrequent(List<Word> words) {
    Map<Pair, Long> counts = new HashMap<>();
    for (Word word : words) {
      for (int i = 0; i + 1 < word.symbols.size(); i++) {
        Pair pair = new Pair(word.symbols.get(i), word.symbols.get(i + 1));
        counts.merge(pair, word.count, Long::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.<Pair, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private static List<String> merge(List<String> symbols, Pair pair, String merged) {
    List<String> result = new ArrayList<>(symbols.size());
    for (int i = 0; i < symbols.size(); i++) {
      boolean found =
          i + 1 < symbols.size()
              && symbols.get(i).equals(pair.left())
              && symbols.get(i + 1).equals(pair.right());
      result.add(found ? merged : symbols.get(i));
      i += found ? 1 : 0;
    }
    return result;
  }
}
