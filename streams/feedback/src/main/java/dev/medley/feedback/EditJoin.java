package dev.medley.feedback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins edits to their generation by id, whichever comes first, and lets the highest revision
 * through once it has been quiet for the settling time.
 *
 * <p>Whether an edit counts is told by the log alone: by the events' own times, and by the order of
 * its partition. So what is known of a generation must outlive all that may still count: an edit is
 * made at most one window after it, and reaches Kafka at most one window later (see {@link
 * EventRules#time}).
 */
final class EditJoin extends KeyedCoProcessFunction<String, Event, Event, Matched> {
  private static final long serialVersionUID = 1L;

  private final Duration window;
  private final Duration settle;
  private final int maxRevisions;
  private transient ValueState<Event> generation;
  private transient ValueState<Edits> edits;
  private transient Counter duplicates;
  private transient Counter superseded;
  private transient Counter incomplete;
  private transient Counter expired;
  private transient Counter capped;

  EditJoin(FeedbackSettings settings) {
    this.window = settings.window();
    this.settle = settings.settle();
    this.maxRevisions = settings.limits().revisions();
  }

  @Override
  public void open(OpenContext context) {
    generation = state("logged", TypeInformation.of(Event.class));
    edits = state("edits", TypeInformation.of(Edits.class));
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    duplicates = metrics.counter("duplicates");
    superseded = metrics.counter("superseded");
    incomplete = metrics.counter("incomplete");
    expired = metrics.counter("expired");
    capped = metrics.counter("cappedRevisions");
  }

  private <T> ValueState<T> state(String name, TypeInformation<T> type) {
    ValueStateDescriptor<T> descriptor = new ValueStateDescriptor<>(name, type);
    // Only a backstop: it runs on the clock, and a job that was down must not forget what it reads.
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(window.multipliedBy(4).plusDays(7))
            .cleanupInRocksdbCompactFilter(10_000)
            .build());
    return getRuntimeContext().getState(descriptor);
  }

  @Override
  public void processElement1(Event logged, Context context, Collector<Matched> out)
      throws Exception {
    Event known = generation.value();
    if (known != null) {
      if (known.content == logged.content) {
        duplicates.inc();
      } else {
        refuse(logged, Reason.CONFLICT, "another generation of this id came before it", context);
      }
      return;
    }
    generation.update(logged);
    context.timerService().registerEventTimeTimer(closesAt(logged));
    Edits before = edits.value();
    if (before != null) {
      dropLate(before, logged, context);
      settle(before, logged, out);
    }
  }

  @Override
  public void processElement2(Event edit, Context context, Collector<Matched> out)
      throws Exception {
    Edits known = edits.value();
    if (known == null) {
      known = new Edits();
    }
    int at = known.find(edit.revision);
    if (at >= 0) {
      if (known.contents[at] == edit.content) {
        duplicates.inc();
      } else {
        refuse(edit, Reason.CONFLICT, "another text of this revision came before it", context);
      }
      return;
    }
    if (known.revisions.length >= maxRevisions) {
      capped.inc();
      return;
    }
    known.add(edit);
    Event logged = generation.value();
    if (logged != null) {
      dropLate(known, logged, context);
    }
    if (logged == null || edit.inline) {
      known.closesAt = Math.max(known.closesAt, closesAt(edit));
      context.timerService().registerEventTimeTimer(known.closesAt);
    }
    startQuietTime(edit, known, context);
    settle(known, logged, out);
  }

  private long closesAt(Event event) {
    return event.time + 2 * window.toMillis() + 1;
  }

  private boolean isLate(Event edit, Event logged) {
    return Math.abs(edit.time - logged.time) > window.toMillis();
  }

  private void startQuietTime(Event edit, Edits known, Context context) {
    if (settle.isZero() || edit.revision < known.labelled) {
      return;
    }
    known.settlesAt = Math.max(known.settlesAt, edit.eventTime + settle.toMillis());
    known.settlesSince = context.timerService().currentWatermark();
    context.timerService().registerEventTimeTimer(known.settlesAt);
    registerClock(context);
  }

  private void registerClock(Context context) {
    long now = context.timerService().currentProcessingTime();
    context.timerService().registerProcessingTimeTimer(now + settle.toMillis());
  }

  /** Lets the highest revision through where nothing has to be waited for, and keeps the state. */
  private void settle(Edits known, Event logged, Collector<Matched> out) throws Exception {
    if (known.settlesAt == 0) {
      Event highest = null;
      List<Event> missing = new ArrayList<>(0);
      for (Event edit : known.waiting) {
        if (logged == null && !edit.inline) {
          missing.add(edit);
        } else if (edit.revision < known.labelled
            || (highest != null && edit.revision < highest.revision)) {
          superseded.inc();
        } else {
          if (highest != null) {
            superseded.inc();
          }
          highest = edit;
        }
      }
      known.waiting = missing.toArray(Event[]::new);
      if (highest != null) {
        known.labelled = highest.revision;
        if (highest.inline) {
          out.collect(new Matched(highest, null));
        } else if (logged.complete) {
          out.collect(new Matched(highest, logged));
        } else {
          incomplete.inc();
        }
      }
    }
    edits.update(known);
  }

  private void dropLate(Edits known, Event logged, Context context) {
    List<Event> kept = new ArrayList<>(known.waiting.length);
    for (Event edit : known.waiting) {
      if (edit.inline || !isLate(edit, logged)) {
        kept.add(edit);
      } else {
        refuseLate(edit, logged, context);
      }
    }
    known.waiting = kept.toArray(Event[]::new);
  }

  private void refuseLate(Event edit, Event logged, Context context) {
    refuse(
        edit,
        Reason.LATE,
        "its time is %d ms from its generation's: at most the window of %s is taken"
            .formatted(edit.time - logged.time, window),
        context);
  }

  private static void refuse(Event event, Reason reason, String message, Context context) {
    context.output(Outputs.DEAD_LETTERS, event.dead(reason, message));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Matched> out)
      throws Exception {
    Edits known = edits.value();
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      if (known != null && known.settlesAt != 0) {
        onClock(known, context, out);
      }
      return;
    }
    if (known != null && known.settlesAt != 0 && known.settlesAt <= timestamp) {
      known.settlesAt = 0;
      settle(known, generation.value(), out);
    }
    Event logged = generation.value();
    long generationCloses = logged == null ? Long.MIN_VALUE : closesAt(logged);
    long editsClose = known == null ? Long.MIN_VALUE : known.closesAt;
    if (timestamp >= Math.max(generationCloses, editsClose)) {
      if (known != null && known.settlesAt != 0) {
        known.settlesAt = 0;
        settle(known, logged, out);
      }
      close(known, logged, context);
    }
  }

  /** The quiet time by the clock counts where the stream is silent: the watermark stands still. */
  private void onClock(Edits known, OnTimerContext context, Collector<Matched> out)
      throws Exception {
    long watermark = context.timerService().currentWatermark();
    // It also differs after a restart, when the log has yet to say what it holds.
    if (watermark != known.settlesSince) {
      known.settlesSince = watermark;
      edits.update(known);
      registerClock(context);
      return;
    }
    known.settlesAt = 0;
    settle(known, generation.value(), out);
  }

  private void close(Edits known, Event logged, Context context) {
    if (logged != null && (known == null || !known.isLabelled())) {
      expired.inc();
    }
    if (known != null) {
      for (Event edit : known.waiting) {
        refuse(
            edit,
            Reason.NO_GENERATION,
            "no generation of this id came within %s of the edit".formatted(window),
            context);
      }
    }
    generation.clear();
    edits.clear();
  }
}
