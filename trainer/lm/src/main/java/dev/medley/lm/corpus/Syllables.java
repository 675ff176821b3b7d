package dev.medley.lm.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Made-up names such as Talina or Morvek. */
public final class Syllables {
  private static final String[] ONSETS = {
    "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "st"
  };
  private static final String[] VOWELS = {"a", "e", "i", "o", "u"};
  private static final String[] CODAS = {"", "", "", "n", "l", "r", "s", "k"};

  private Syllables() {}

  /** Every syllable as it stands in a text: at a name's beginning, after a space, and within it. */
  public static List<String> all() {
    List<String> all = new ArrayList<>();
    for (String onset : ONSETS) {
      for (String vowel : VOWELS) {
        all.add(" " + capitalised(onset + vowel));
        all.add(onset + vowel);
      }
    }
    return all;
  }

  static String name(RandomGenerator random, int fewest, int most) {
    StringBuilder name = new StringBuilder();
    int count = random.nextInt(fewest, most + 1);
    for (int i = 0; i < count; i++) {
      name.append(pick(random, ONSETS)).append(pick(random, VOWELS));
    }
    name.append(pick(random, CODAS));
    return capitalised(name.toString());
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String pick(RandomGenerator random, String[] from) {
    return from[random.nextInt(from.length)];
  }
}
