package dev.medley.lm.corpus;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Made-up names such as Talina or Morvek. */
final class Syllables {
  private static final String[] ONSETS = {
    "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "st"
  };
  private static final String[] VOWELS = {"a", "e", "i", "o", "u"};
  private static final String[] CODAS = {"", "", "", "n", "l", "r", "s", "k"};

  private Syllables() {}

  static String name(RandomGenerator random, int fewest, int most) {
    StringBuilder name = new StringBuilder();
    int count = random.nextInt(fewest, most + 1);
    for (int i = 0; i < count; i++) {
      name.append(pick(random, ONSETS)).append(pick(random, VOWELS));
    }
    name.append(pick(random, CODAS));
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String pick(RandomGenerator random, String[] from) {
    return from[random.nextInt(from.length)];
  }
}
