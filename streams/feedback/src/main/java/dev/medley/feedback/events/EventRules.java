package dev.medley.feedback.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.feedback.Event;
import dev.medley.feedback.Reason;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.feedback.settings.Tokens;
import dev.medley.schemas.Edit;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.names.RecordRules;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What an event must satisfy to be used; a broken rule is told without quoting any text. */
public final class EventRules implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How far clocks may differ. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  private final Duration window;
  private final int maxTextBytes;
  private final Tokens tokens;

  EventRules(FeedbackSettings settings) {
    this.window = settings.window();
    this.maxTextBytes = settings.limits().textBytes();
    this.tokens = settings.tokens();
  }

  static Optional<Refusal> key(byte[] key, String id) {
    if (id.isEmpty()) {
      return Refusal.of(Reason.INVALID, "the generation id is empty");
    }
    if (key == null || !Arrays.equals(key, id.getBytes(UTF_8))) {
      return Refusal.of(
          Reason.KEY, "the record's key is not the generation id: key all events by it");
    }
    return Optional.empty();
  }

  /**
   * An event's own time against Kafka's. One that reaches Kafka more than the window later could
   * outlive what is known of its generation.
   */
  Optional<Refusal> time(long own, long kafka) {
    if (minus(own, kafka) > AHEAD.toMillis()) {
      return Refusal.of(
          Reason.AHEAD,
          "its time is %d ms after Kafka's: at most %d are taken; is the clock right?"
              .formatted(minus(own, kafka), AHEAD.toMillis()));
    }
    if (minus(kafka, own) > window.toMillis()) {
      return Refusal.of(
          Reason.LATE,
          "it reached Kafka %d ms after its own time: at most the window of %s is taken"
              .formatted(minus(kafka, own), window));
    }
    return Optional.empty();
  }

  static Optional<Refusal> generation(Generation generation) {
    Optional<String> fault = RecordRules.fault(generation);
    if (fault.isPresent()) {
      return invalid(fault.get());
    }
    if (generation.getFinishReason() == FinishReason.UNKNOWN) {
      return invalid(
          "finishReason is of a newer schema than this job knows: upgrade the job, then replay");
    }
    if (!(generation.getPropensity() > 0) || generation.getPropensity() > 1) {
      return invalid("propensity is %s: need (0, 1]".formatted(generation.getPropensity()));
    }
    return Optional.empty();
  }

  static Optional<Refusal> edit(Edit edit) {
    Optional<String> fault = RecordRules.fault(edit);
    if (fault.isPresent()) {
      return invalid(fault.get());
    }
    String text = edit.getText();
    if (edit.getRevision() < Event.UNNUMBERED) {
      return invalid(
          "revision is %d: need at least 0, or -1 for the next".formatted(edit.getRevision()));
    }
    switch (edit.getAction()) {
      case EDITED -> {
        if (text == null || text.isBlank()) {
          return invalid(
              "action is EDITED but text is %s: to throw a response away, send DISCARDED"
                  .formatted(text == null ? "absent" : "blank"));
        }
      }
      case ACCEPTED, DISCARDED -> {
        if (text != null) {
          return invalid(
              "action is %s but there is a text: to change a response, send EDITED"
                  .formatted(edit.getAction()));
        }
      }
      case UNKNOWN -> {
        return invalid(
            "action is of a newer schema than this job knows: upgrade the job, then replay");
      }
    }
    boolean all =
        edit.getTask() != null && edit.getMessages() != null && edit.getResponse() != null;
    boolean any =
        edit.getTask() != null || edit.getMessages() != null || edit.getResponse() != null;
    return any && !all
        ? invalid("of task, messages and response some are inline: need all three or none")
        : Optional.empty();
  }

  /** Whether this job can count an edit in what it says. */
  Optional<Refusal> costUnit(Edit edit) {
    return tokens.fault(edit.getCostUnit()).flatMap(EventRules::invalid);
  }

  /** Lengths and well-formedness of every text in a record. */
  Optional<Refusal> texts(SpecificRecord record, byte[] bytes) {
    Texts texts = Texts.of(record);
    if (texts.longest() > maxTextBytes) {
      return Refusal.of(
          Reason.TOO_LONG,
          "a text has %d bytes: at most %d are taken".formatted(texts.longest(), maxTextBytes));
    }
    if (texts.replacements() > 0 && texts.replacements() > Texts.replacementsIn(bytes)) {
      return Refusal.of(Reason.ILL_FORMED_TEXT, "a text is not well-formed UTF-8");
    }
    return Optional.empty();
  }

  private static long minus(long a, long b) {
    long difference = a - b;
    boolean overflow = ((a ^ b) & (a ^ difference)) < 0;
    return !overflow ? difference : a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static Optional<Refusal> invalid(String message) {
    return Refusal.of(Reason.INVALID, message);
  }
}
