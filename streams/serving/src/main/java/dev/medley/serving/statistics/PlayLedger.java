package dev.medley.serving.statistics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** What a deadline holds that is a response's last; that of an earlier one is empty. */
  private static final byte[] LAST = {1};

  private final Silence silence;
  private ProcessorContext<String, ArmChange> context;
  private KeyValueStore<String, Play> plays;
  private KeyValueStore<String, byte[]> deadlines;

  PlayLedger(Silence silence) {
    this.silence = silence;
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
      // From now on, not from its own time: what is heard late is answered later still.
      long now = context.currentSystemTimeMs();
      if (next.state() == Play.State.WAITING) {
        deadlines.put(deadline(now + silence.after().toMillis(), heard.key()), new byte[0]);
      } else {
        forgetAfter(now, heard.key());
      }
    }
    change(heard.key(), known, next, heard.timestamp());
  }

  private void expire(long now) {
    List<KeyValue<String, byte[]>> due = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> found = deadlines.range("", deadline(now, ""))) {
      while (found.hasNext() && due.size() < MOST_AT_ONCE) {
        due.add(found.next());
      }
    }
    for (KeyValue<String, byte[]> entry : due) {
      deadlines.delete(entry.key);
      String id = entry.key.substring(entry.key.indexOf('/') + 1);
      if (Arrays.equals(entry.value, LAST)) {
        plays.delete(id);
      } else {
        forgetAfter(now, id);
        fallSilent(id, now);
      }
    }
  }

  private void fallSilent(String id, long now) {
    Play play = plays.get(id);
    if (play != null && play.state() == Play.State.WAITING) {
      change(id, play, play.silent(silence.accepts()), now);
    }
  }

  private void forgetAfter(long now, String id) {
    deadlines.put(deadline(now + silence.after().plus(KEPT).toMillis(), id), LAST);
  }

  private void change(String id, Play before, Play after, long timestamp) {
    plays.put(id, after);
    if (before != null) {
      forward(new ArmChange(-1, before), timestamp);
    }
    forward(new ArmChange(1, after), timestamp);
  }

  private void forward(ArmChange change, long timestamp) {
    if (change.play().counts()) {
      context.forward(new Record<>(change.play().armKey(), change, timestamp));
    }
  }

  /** Sorts as its time does. */
  private static String deadline(long at, String id) {
    return "%019d/%s".formatted(Math.max(0, at), id);
  }
}
