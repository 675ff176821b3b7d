package dev.medley.lab.users;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places where two texts differ, word by word, of which a weak user changes some. */
final class Hunks {
  private static final Pattern PIECES = Pattern.compile("\\s+|[\\p{L}\\p{N}]+|.");

  private Hunks() {}

  /**
   * The text with about half of its differences to the other applied, one at least, and never one
   * that would leave nothing.
   */
  static String applySome(String text, String other, RandomGenerator random) {
    List<String> pieces = pieces(text);
    List<AbstractDelta<String>> deltas =
        new ArrayList<>(DiffUtils.diff(pieces, pieces(other)).getDeltas());
    int certain = random.nextInt(deltas.size());
    List<AbstractDelta<String>> chosen = new ArrayList<>();
    for (int i = 0; i < deltas.size(); i++) {
      if (i == certain || random.nextBoolean()) {
        chosen.add(deltas.get(i));
      }
    }
    // From the end, so that earlier positions stay right.
    chosen.sort(
        Comparator.comparingInt((AbstractDelta<String> d) -> d.getSource().getPosition())
            .reversed());
    List<String> edited = new ArrayList<>(pieces);
    for (AbstractDelta<String> delta : chosen) {
      int from = delta.getSource().getPosition();
      List<String> replaced = edited.subList(from, from + delta.getSource().size());
      replaced.clear();
      replaced.addAll(delta.getTarget().getLines());
    }
    String result = String.join("", edited);
    return result.isBlank() ? other : result;
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    for (Matcher matcher = PIECES.matcher(text); matcher.find(); ) {
      pieces.add(matcher.group());
    }
    return pieces;
  }
}
