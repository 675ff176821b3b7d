package dev.medley.lm.config;

import static java.util.Objects.requireNonNull;

/**
 * Rotary position embedding (Su et al. 2021): a head's pair of numbers i turns by frequency i times
 * the position. The frequencies are theta^(-2i / headDim), scaled as transformers' {@code
 * modeling_rope_utils} does.
 *
 * @param theta base of the frequencies
 * @param scaling how they are stretched to longer texts
 */
public record RotaryEmbedding(double theta, Scaling scaling) {
  public RotaryEmbedding {
    requireNonNull(scaling, "scaling is null");
    if (!(theta > 1) || Double.isInfinite(theta)) {
      throw new IllegalArgumentException("rope_theta is " + theta + ": need a number above 1");
    }
  }

  /** Transformers' {@code rope_type}. */
  public sealed interface Scaling {
    /** Frequency number {@code pair}, stretched. */
    double scale(double frequency, int pair);

    /** What cosine and sine are multiplied by. */
    default double attentionFactor() {
      return 1;
    }
  }

  /**
   * The frequencies as they are ({@code default}). {@code dynamic} is this too: it stretches only
   * texts beyond max_position_embeddings, which are refused.
   */
  public record Unscaled() implements Scaling {
    @Override
    public double scale(double frequency, int pair) {
      return frequency;
    }
  }

  /** Position interpolation (Chen et al. 2023): {@code linear}. */
  public record Linear(double factor) implements Scaling {
    public Linear {
      checkFactor(factor);
    }

    @Override
    public double scale(double frequency, int pair) {
      return frequency / factor;
    }
  }

  /**
   * Llama 3.1's: {@code llama3}. Long waves are stretched, short ones kept, with a ramp between.
   */
  public record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions)
      implements Scaling {
    public Llama3 {
      checkFactor(factor);
      if (!(lowFrequencyFactor > 0) || !(highFrequencyFactor > lowFrequencyFactor)) {
        throw new IllegalArgumentException(
            "low_freq_factor %s, high_freq_factor %s: need 0 < low < high"
                .formatted(lowFrequencyFactor, highFrequencyFactor));
      }
    }

    @Override
    public double scale(double frequency, int pair) {
      double turns = originalPositions * frequency / (2 * Math.PI);
      double kept = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
      return mix(frequency / factor, frequency, kept);
    }
  }

  /**
   * YaRN (Peng et al. 2023): {@code yarn}.
   *
   * @param low pairs up to this one are kept
   * @param high pairs from this one on are stretched
   */
  public record Yarn(double factor, double low, double high, double attentionFactor)
      implements Scaling {
    public Yarn {
      checkFactor(factor);
    }

    @Override
    public double scale(double frequency, int pair) {
      double width = high == low ? 0.001 : high - low;
      return mix(frequency / factor, frequency, 1 - (pair - low) / width);
    }
  }

  /** The headDim / 2 frequencies, in radians a position. */
  public double[] frequencies(int headDim) {
    double[] frequencies = new double[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = scaling.scale(Math.pow(theta, -2.0 * i / headDim), i);
    }
    return frequencies;
  }

  private static double mix(double stretched, double kept, double share) {
    double bounded = Math.min(1, Math.max(0, share));
    return stretched * (1 - bounded) + kept * bounded;
  }

  private static void checkFactor(double factor) {
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("rope factor is " + factor + ": need at least 1");
    }
  }
}
