package dev.medley.learner;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.Label;
import dev.medley.learner.labels.LabelIdentity;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.schemas.edits.Charge;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An edit that did not come through Kafka.
 *
 * @param id tells edits apart
 * @param messages context x
 * @param response draft y
 * @param edited the user's text y'; y where it was left untouched
 */
public record OfflineEdit(String id, List<ChatMessage> messages, String response, String edited) {
  public OfflineEdit {
    messages = List.copyOf(messages);
    requireNonNull(response, "response is null");
    requireNonNull(edited, "edited is null");
  }

  Label label() {
    return new Label(
        new LabelIdentity(id, 0),
        "",
        messages,
        response,
        Optional.of(edited),
        (float) Charge.of(response, edited),
        Instant.EPOCH,
        Label.NAMELESS,
        "",
        0,
        false);
  }

  /** Without the user's text, which must not reach a log. */
  @Override
  public String toString() {
    return "OfflineEdit[" + id + "]";
  }
}
