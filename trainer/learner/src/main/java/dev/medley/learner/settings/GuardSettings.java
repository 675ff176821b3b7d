package dev.medley.learner.settings;

/**
 * How far a version's responses may differ from the base's, whatever users made of them. Shares are
 * what the version has over the base.
 *
 * @param contexts newest ones that are looked at where fewer are held out; 0 for no guards
 * @param shortest part of the words of the base's responses, or of users' texts where those are
 *     fewer, that there are at least
 * @param longest times the words of the base's responses, or of users' texts where those are more,
 *     that there are at most
 * @param repeated share of a response that stood in it before
 * @param empty share of responses without a word
 * @param cut share of responses that had to be ended
 * @param copied share of a response that is copied from its prompt
 * @param same share of responses that are another context's, too
 * @param promptWordsLost share of the prompts' rare words in the base's responses that is lost
 */
public record GuardSettings(
    int contexts,
    double shortest,
    double longest,
    double repeated,
    double empty,
    double cut,
    double copied,
    double same,
    double promptWordsLost) {
  /** Sixteen contexts, and limits that no version met that was as good as the best. */
  public static final GuardSettings DEFAULT =
      new GuardSettings(16, 0.33, 2.5, 0.3, 0.1, 0.2, 0.5, 0.3, 0.25);

  /** None. */
  public static final GuardSettings OFF =
      new GuardSettings(0, 0, Double.MAX_VALUE, 1, 1, 1, 1, 1, 1);

  public GuardSettings {
    if (contexts < 0 || !(shortest >= 0 && shortest < 1) || !(longest > 1)) {
      throw new IllegalArgumentException(
          "guards over %d contexts, shortest %s, longest %s: need at least 0, [0, 1), above 1"
              .formatted(contexts, shortest, longest));
    }
    for (double share : new double[] {repeated, empty, cut, copied, same, promptWordsLost}) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("a guard's share is %s: need [0, 1]".formatted(share));
      }
    }
  }
}
