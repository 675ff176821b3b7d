package dev.medley.local.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.local.terminal.Console;
import dev.medley.schemas.MemberStatus;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Samples the running system each second, and shows what becomes of one's own edits. One thread.
 */
public final class OwnMonitor {
  private static final int SHOW_EVERY = 10;

  private final Arms arms;
  private final KafkaGauges gauges;
  private final MemberStates members;
  private final NextStep next;
  private final Console console;
  private final Instant begin = Instant.now();
  private Instant editedAt = begin;
  private long edits;
  private long seconds;
  private String shown = "";

  /**
   * @param gauges that count edits and costs
   */
  public OwnMonitor(
      Arms arms, KafkaGauges gauges, MemberStates members, NextStep next, Console console) {
    this.arms = arms;
    this.gauges = gauges;
    this.members = members;
    this.next = next;
    this.console = console;
  }

  /** Takes one sample; shows it where it is time to. */
  public void tick() throws InterruptedException {
    arms.sample();
    gauges.count();
    members.read();
    OwnSnapshot now = snapshot();
    List<String> step = next.of(now);
    // A step that is new is said at once, so that a log tells when it came.
    boolean news = !String.join("\n", step).equals(shown);
    if (console.terminal()) {
      console.block(OwnText.block(now, step));
    } else if (news || seconds % SHOW_EVERY == 0) {
      console.block(List.of(OwnText.line(now, step)));
    }
    shown = String.join("\n", step);
    seconds++;
  }

  private OwnSnapshot snapshot() {
    Instant now = Instant.now();
    if (gauges.came(Topic.EDITS) > edits) {
      edits = gauges.came(Topic.EDITS);
      editedAt = now;
    }
    return new OwnSnapshot(
        now,
        Duration.between(begin, now),
        gauges.keys(Topic.EDITS),
        gauges.keys(Topic.COST),
        gauges.keys(Topic.EDITS_DEAD_LETTERS),
        gauges.deadLetters(),
        members.all(),
        arms.served(),
        Duration.between(editedAt, now));
  }

  /** What the run came to, as one line of JSON. */
  public String toJson() {
    OwnSnapshot now = snapshot();
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("edits", now.edited().size());
    json.put("labelled", now.labelled().size());
    json.put("checkpoints", arms.checkpoints());
    OptionalDouble fresh = arms.freshness().medianSeconds();
    json.put("freshnessP50Seconds", fresh.isPresent() ? fresh.getAsDouble() : null);
    json.put("deadLetters", now.deadLetters());
    ObjectNode states = json.putObject("members");
    for (MemberStatus member : now.members()) {
      states
          .putObject(MemberStates.key(member))
          .put("state", member.getState().name().toLowerCase(Locale.ROOT))
          .put("lag", member.getLag())
          .put("version", member.getVersion())
          .put("editsSeen", member.getEditsSeen());
    }
    return json.toString();
  }
}
