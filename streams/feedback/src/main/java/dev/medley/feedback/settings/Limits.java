package dev.medley.feedback.settings;

import dev.medley.schemas.Topic;
import java.io.Serializable;

/**
 * What one event, one generation and one user may bring, so that nobody steers the model by volume.
 *
 * @param textBytes UTF-8 bytes of the longest text
 * @param revisions different revisions of one generation that are taken
 * @param userLabels edits of one user that are labelled in an hour of event time
 */
public record Limits(int textBytes, int revisions, int userLabels) implements Serializable {
  public Limits {
    if (textBytes < 1 || revisions < 1 || userLabels < 1) {
      throw new IllegalArgumentException(
          "text bytes %d, revisions %d, user labels %d: need at least 1 of each"
              .formatted(textBytes, revisions, userLabels));
    }
    if (textBytes > Topic.COST.maxMessageBytes()) {
      throw new IllegalArgumentException(
          "text bytes %d: a label holds at most %d"
              .formatted(textBytes, Topic.COST.maxMessageBytes()));
    }
  }
}
