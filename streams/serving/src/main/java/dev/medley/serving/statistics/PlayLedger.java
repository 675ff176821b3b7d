package dev.medley.serving.statistics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is known of each response, by generation id, and what that changes for its arm. A response
 * waits for an answer for a time, then is silent; after a longer time it is forgotten.
 */
final class PlayLedger implements Processor<String, Play, String, ArmChange> {
  static final String PLAYS = "plays";
  static final String DEADLINES = "deadlines";

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long a late revision may still replace what counts. */
  private static final Duration KEPT = Duration.ofDays(30);

  /** Most plays that expire at once, so that a long silence does not stall the stream. */
  private static final int MOST_AT_ONCE = 10_000;

  private final long silentAfter;
  private final long forgottenAfter;
  private ProcessorContext<String, ArmChange> context;
  private KeyValueStore<String, Play> plays;
  private KeyValueStore<String, byte[]> deadlines;

  PlayLedger(Duration silentAfter) {
    this.silentAfter = silentAfter.toMillis();
    this.forgottenAfter = this.silentAfter + KEPT.toMillis();
  }

  @Override
  public void init(ProcessorContext<String, ArmChange> context) {
    this.context = context;
    plays = context.getStateStore(PLAYS);
    deadlines = context.getStateStore(DEADLINES);
    context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::expire);
  }

  @Override
  public void process(Record<String, Play> heard) {
    Play known = plays.get(heard.key());
    Play next = known == null ? heard.value() : known.then(heard.value());
    if (next.equals(known)) {
      return;
    }
    if (known == null) {
      long wait = next.state() == Play.State.WAITING ? silentAfter : forgottenAfter;
      remind(next.at() + wait, heard.key());
    }
    change(heard.key(), known, next, heard.timestamp());
  }

  private void expire(long now) {
    List<String> due = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> found = deadlines.range("", deadline(now, ""))) {
      while (found.hasNext() && due.size() < MOST_AT_ONCE) {
        KeyValue<String, byte[]> entry = found.next();
        due.add(entry.key);
      }
    }
    for (String entry : due) {
      deadlines.delete(entry);
      String id = entry.substring(entry.indexOf('/') + 1);
      Play play = plays.get(id);
      if (play != null) {
        expire(id, play, now);
      }
    }
  }

  private void expire(String id, Play play, long now) {
    if (now >= play.at() + forgottenAfter && play.state() != Play.State.WAITING) {
      plays.delete(id);
      return;
    }
    // At least a moment ahead, or a very old play that turns silent now would be met again.
    remind(Math.max(now + 1, play.at() + forgottenAfter), id);
    if (play.state() == Play.State.WAITING) {
      change(id, play, play.silent(), now);
    }
  }

  private void change(String id, Play before, Play after, long timestamp) {
    plays.put(id, after);
    if (before != null) {
      context.forward(new Record<>(before.armKey(), new ArmChange(-1, before), timestamp));
    }
    context.forward(new Record<>(after.armKey(), new ArmChange(1, after), timestamp));
  }

  private void remind(long at, String id) {
    deadlines.put(deadline(at, id), new byte[0]);
  }

  /** Sorts as its time does. */
  private static String deadline(long at, String id) {
    return "%019d/%s".formatted(Math.max(0, at), id);
  }
}
