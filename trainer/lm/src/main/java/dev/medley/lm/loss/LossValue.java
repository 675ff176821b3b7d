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
    return with(Map.of(name, value));
  }

  /** The same with more metrics. */
  public LossValue with(Map<String, Double> others) {
    Map<String, Double> more = new LinkedHashMap<>(metrics);
    more.putAll(others);
    return new LossValue(loss, more);
  }
}
