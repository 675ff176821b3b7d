package dev.medley.feedback;

import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins edits to their generation by id, whichever comes first, and lets the highest revision
 * through once it has been quiet for the settling time.
 */
final class EditJoin extends KeyedCoProcessFunction<String, Event, Event, Matched> {
  private static final long serialVersionUID = 1L;

  private final Window window;
  private final QuietTime quietTime;
  private final int maxRevisions;
  private transient ValueState<Event> generation;
  private transient ValueState<Edits> edits;
  private transient JoinCounters counters;

  EditJoin(FeedbackSettings settings) {
    this.window = new Window(settings.window());
    this.quietTime = new QuietTime(settings.settle());
    this.maxRevisions = settings.limits().revisions();
  }

  @Override
  public void open(OpenContext context) {
    generation = state("logged", TypeInformation.of(Event.class));
    edits = state("edits", TypeInformation.of(Edits.class));
    counters = JoinCounters.in(getRuntimeContext().getMetricGroup());
  }

  private <T> ValueState<T> state(String name, TypeInformation<T> type) {
    ValueStateDescriptor<T> descriptor = new ValueStateDescriptor<>(name, type);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(window.timeToLive())
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
        counters.duplicates().inc();
      } else {
        String message = "another generation of this id came before it";
        context.output(Outputs.DEAD_LETTERS, logged.dead(Reason.CONFLICT, message));
      }
      return;
    }
    generation.update(logged);
    context.timerService().registerEventTimeTimer(window.closesAt(logged));
    Edits before = edits.value();
    if (before != null) {
      refuseLate(before, logged, context);
      letThrough(before, logged, out);
    }
  }

  @Override
  public void processElement2(Event edit, Context context, Collector<Matched> out)
      throws Exception {
    Edits before = edits.value();
    Edits known = before == null ? new Edits() : before;
    if (known.has(edit)) {
      if (!takeAgain(edit, known, context)) {
        return;
      }
    } else if (known.revisions.length >= maxRevisions) {
      counters.capped().inc();
      return;
    } else {
      known.add(edit);
    }
    Event logged = generation.value();
    boolean isLate = !edit.inline && logged != null && window.isLate(edit, logged);
    if (logged == null || edit.inline || isLate) {
      known.closesAt = Math.max(known.closesAt, window.closesAt(edit));
      context.timerService().registerEventTimeTimer(known.closesAt);
    }
    if (isLate) {
      refuseLate(known, logged, context);
    } else {
      quietTime.start(edit, known, context.timerService());
    }
    letThrough(known, logged, out);
  }

  /** Whether a revision that came before brings its generation now, and the first still waits. */
  private boolean takeAgain(Event edit, Edits known, Context context) throws Exception {
    if (known.hasContentOf(edit)) {
      if (edit.inline && known.replaceWaiting(edit)) {
        return true;
      }
      counters.duplicates().inc();
    } else if (known.conflicts >= maxRevisions) {
      counters.capped().inc();
    } else {
      known.conflicts++;
      edits.update(known);
      String message = "another text of this revision came before it";
      context.output(Outputs.DEAD_LETTERS, edit.dead(Reason.CONFLICT, message));
    }
    return false;
  }

  private void refuseLate(Edits known, Event logged, Context context) {
    for (Event late : known.takeWaiting(edit -> !edit.inline && window.isLate(edit, logged))) {
      context.output(Outputs.DEAD_LETTERS, window.late(late, logged));
    }
  }

  /** Lets the highest revision through where nothing has to be waited for, and keeps the state. */
  private void letThrough(Edits known, Event logged, Collector<Matched> out) throws Exception {
    if (!known.isSettling()) {
      List<Event> ready = known.takeWaiting(edit -> logged != null || edit.inline);
      Event highest = null;
      for (Event edit : ready) {
        if (edit.revision >= known.labelled) {
          known.labelled = edit.revision;
          highest = edit;
        }
      }
      counters.superseded().inc(ready.size() - (highest == null ? 0 : 1));
      if (highest != null) {
        match(highest, logged, out);
      }
    }
    edits.update(known);
  }

  private void match(Event edit, Event logged, Collector<Matched> out) {
    if (edit.inline) {
      out.collect(new Matched(edit, null));
    } else if (logged.complete) {
      out.collect(new Matched(edit, logged));
    } else {
      counters.incomplete().inc();
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Matched> out)
      throws Exception {
    Edits known = edits.value();
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      if (known != null && known.isSettling()) {
        onClock(timestamp, known, context, out);
      }
      return;
    }
    Event logged = generation.value();
    boolean closes = timestamp >= closesAt(known, logged);
    if (known != null && known.isSettling() && (closes || timestamp >= known.settlesAt)) {
      known.settlesAt = 0;
      letThrough(known, logged, out);
    }
    if (closes) {
      close(known, logged, context);
    }
  }

  private long closesAt(Edits known, Event logged) {
    return Math.max(
        logged == null ? Long.MIN_VALUE : window.closesAt(logged),
        known == null ? Long.MIN_VALUE : known.closesAt);
  }

  private void onClock(long timestamp, Edits known, OnTimerContext context, Collector<Matched> out)
      throws Exception {
    if (quietTime.endsOnClock(timestamp, known, context.timerService())) {
      known.settlesAt = 0;
      letThrough(known, generation.value(), out);
    } else {
      edits.update(known);
    }
  }

  private void close(Edits known, Event logged, Context context) {
    if (logged != null && (known == null || !known.isLabelled())) {
      counters.expired().inc();
    }
    if (known != null) {
      for (Event edit : known.waiting) {
        context.output(Outputs.DEAD_LETTERS, window.withoutGeneration(edit));
      }
    }
    generation.clear();
    edits.clear();
  }
}
