package dev.medley.lm.loss;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A loss and what it was made of.
 *
 * @param loss what is minimised, a mean over the batch
 * @param metrics by TRL's names, such as {@code rewards/margins}; log-probabilities in nats
 */
public record LossValue(double loss, Map<String, Double> metrics) {
  public LossValue {
    metrics = Map.copyOf(metrics);
  }

  /** The same with one more metric. */
  public LossValue with(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(metrics);
    more.put(name, value);
    return new LossValue(loss, more);
  }
}
