package dev.medley.learner;

import dev.medley.kafka.options.Decimal;
import dev.medley.kafka.options.Whole;
import dev.medley.learner.settings.GuardSettings;
import picocli.CommandLine.Option;

/** How far a checkpoint's responses may differ from the base's, on the command line. */
final class GuardOptions {
  @Option(
      names = "--guard-contexts",
      converter = Whole.FromZero.class,
      defaultValue = "${MEDLEY_GUARD_CONTEXTS:-16}",
      description =
          "Newest contexts on which the gate's guards look at responses, where fewer are held out;"
              + " 0 for no guards. Default: ${DEFAULT-VALUE}.")
  private int contexts;

  @Option(
      names = "--guard-shortest",
      converter = Decimal.Part.class,
      defaultValue = "${MEDLEY_GUARD_SHORTEST:-0.33}",
      description =
          "Part of the words of the base's responses, or of users' texts where those are fewer,"
              + " that a checkpoint's responses have at least. Default: ${DEFAULT-VALUE}.")
  private double shortest;

  @Option(
      names = "--guard-longest",
      converter = Decimal.AboveOne.class,
      defaultValue = "${MEDLEY_GUARD_LONGEST:-2.5}",
      description =
          "Times the words of the base's responses, or of users' texts where those are more, that a"
              + " checkpoint's responses have at most; above 1. Default: ${DEFAULT-VALUE}.")
  private double longest;

  @Option(
      names = "--guard-repeated",
      converter = Decimal.Share.class,
      defaultValue = "${MEDLEY_GUARD_REPEATED:-0.3}",
      description =
          "Share of a response that stood in it before, over the base's. Default:"
              + " ${DEFAULT-VALUE}.")
  private double repeated;

  @Option(
      names = "--guard-empty",
      converter = Decimal.Share.class,
      defaultValue = "${MEDLEY_GUARD_EMPTY:-0.1}",
      description =
          "Share of responses without a word, over the base's. Default: ${DEFAULT-VALUE}.")
  private double empty;

  @Option(
      names = "--guard-cut",
      converter = Decimal.Share.class,
      defaultValue = "${MEDLEY_GUARD_CUT:-0.2}",
      description =
          "Share of responses that do not end by themselves, over the base's. Default:"
              + " ${DEFAULT-VALUE}.")
  private double cut;

  @Option(
      names = "--guard-copied",
      converter = Decimal.Share.class,
      defaultValue = "${MEDLEY_GUARD_COPIED:-0.5}",
      description =
          "Share of a response that is copied from its prompt, over the base's. Default:"
              + " ${DEFAULT-VALUE}.")
  private double copied;

  @Option(
      names = "--guard-same",
      converter = Decimal.Share.class,
      defaultValue = "${MEDLEY_GUARD_SAME:-0.3}",
      description =
          "Share of responses that are another context's, too, over the base's. Default:"
              + " ${DEFAULT-VALUE}.")
  private double same;

  @Option(
      names = "--guard-prompt-words",
      converter = Decimal.Share.class,
      defaultValue = "${MEDLEY_GUARD_PROMPT_WORDS:-0.25}",
      description =
          "Share of the prompts' rare words in the base's responses that may be lost. Default:"
              + " ${DEFAULT-VALUE}.")
  private double promptWords;

  GuardSettings settings() {
    return new GuardSettings(
        contexts, shortest, longest, repeated, empty, cut, copied, same, promptWords);
  }
}
