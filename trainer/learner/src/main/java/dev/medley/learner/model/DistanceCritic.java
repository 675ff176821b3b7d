package dev.medley.learner.model;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.CostLabel;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.schemas.edits.Charge;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Words;
import java.util.List;
import java.util.Map;

/**
 * Charges samples by their distance to the text y' that the user made of another response to that
 * context: where y' is known, nothing is guessed, and where it is not, nothing is said. A user who
 * would take another text, too, would charge a sample near that one less.
 */
final class DistanceCritic implements Critic {
  private final ChatTokenizer tokenizer;
  private final EditMeter meter = new EditMeter(new Words());

  DistanceCritic(ChatTokenizer tokenizer) {
    this.tokenizer = requireNonNull(tokenizer, "tokenizer is null");
  }

  @Override
  public Map<String, Double> learn(List<CostLabel> labels) {
    return Map.of();
  }

  @Override
  public boolean knows(CostLabel label) {
    return label.edited() != null;
  }

  @Override
  public double[] charges(List<CostLabel> labels, Rollouts samples) {
    double[] charges = new double[samples.size()];
    for (int i = 0; i < charges.length; i++) {
      String edited = tokenizer.decode(labels.get(i / samples.each()).edited().response());
      charges[i] =
          samples.ended().get(i) ? meter.charge(samples.texts().get(i), edited) : Charge.CUT;
    }
    return charges;
  }

  @Override
  public Map<String, double[]> state() {
    return Map.of();
  }
}
