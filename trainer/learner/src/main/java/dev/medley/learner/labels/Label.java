package dev.medley.learner.labels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.medley.lm.chat.ChatMessage;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Message;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.edits.Charge;
import dev.medley.schemas.edits.SameText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A label of any topic: context x, draft y, edited text y' (absent where the draft was discarded)
 * and what the draft is charged (0 on topics that don't say it); whose edit it is; the arm and its
 * checkpoint's version that responded.
 *
 * @param author tells users apart, and says nothing else of them; {@value #NAMELESS} where unknown
 * @param cut whether the draft was cut before its end
 */
public record Label(
    LabelIdentity identity,
    String task,
    List<ChatMessage> messages,
    String response,
    Optional<String> edited,
    float charge,
    Instant editedAt,
    long author,
    String arm,
    long checkpoint,
    boolean cut) {
  /** The author where nobody is named. */
  public static final long NAMELESS = 0;

  public Label {
    requireNonNull(identity, "identity is null");
    messages = List.copyOf(messages);
  }

  public static Label of(SpecificRecord label) {
    if (label instanceof Supervision s) {
      return new Label(
          new LabelIdentity(s.getGenerationId(), s.getRevision()),
          s.getTask(),
          chat(s.getMessages()),
          s.getResponse(),
          Optional.of(s.getEdited()),
          0,
          s.getEditedAt(),
          author(s.getUser()),
          s.getMember(),
          s.getCheckpoint(),
          s.getCut());
    }
    if (label instanceof Preference p) {
      return new Label(
          new LabelIdentity(p.getGenerationId(), p.getRevision()),
          p.getTask(),
          chat(p.getMessages()),
          p.getRejected(),
          Optional.of(p.getChosen()),
          0,
          p.getEditedAt(),
          author(p.getUser()),
          p.getMember(),
          p.getCheckpoint(),
          p.getCut());
    }
    if (label instanceof Cost c) {
      return new Label(
          new LabelIdentity(c.getGenerationId(), c.getRevision()),
          c.getTask(),
          chat(c.getMessages()),
          c.getResponse(),
          Optional.ofNullable(c.getEdited()),
          (float) charge(c),
          c.getEditedAt(),
          author(c.getUser()),
          c.getMember(),
          c.getCheckpoint(),
          c.getCut());
    }
    throw new IllegalArgumentException(label.getSchema().getName() + " is not a label");
  }

  /** As the label says it, or, where an earlier release wrote it, as cost and texts tell. */
  private static double charge(Cost label) {
    return label.getCharge() != null
        ? label.getCharge()
        : Charge.ofCost(label.getCost(), label.getResponse(), label.getEdited());
  }

  private static long author(String user) {
    return user.isEmpty() ? NAMELESS : Hashes.first8(user.getBytes(UTF_8));
  }

  /** Whether the draft was left as it was, but for what nobody sees. */
  public boolean isAccepted() {
    return edited.filter(text -> SameText.same(text, response)).isPresent();
  }

  public static List<ChatMessage> chat(List<Message> messages) {
    return messages.stream().map(m -> new ChatMessage(m.getRole(), m.getContent())).toList();
  }

  /** Without the user's text, which must not reach a log. */
  @Override
  public String toString() {
    return "Label[" + identity + ", " + task + "]";
  }
}
