package dev.medley.feedback.join;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Event;
import dev.medley.feedback.Known;
import dev.medley.feedback.KnownSerializer;
import dev.medley.feedback.Reason;
import dev.medley.feedback.settings.FeedbackSettings;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins edits to their generation by id, whichever comes first, and lets the highest revision
 * through once it has been quiet for the settling time. Edits without a revision are numbered in
 * the log's order.
 */
public final class EditJoin extends KeyedCoProcessFunction<String, Event, Event, Matched> {
  private static final long serialVersionUID = 1L;

  private final Window window;
  private final QuietTime quietTime;
  private final int maxRevisions;
  private transient ValueState<Known> state;
  private transient JoinCounters counters;

  public EditJoin(FeedbackSettings settings) {
    this.window = new Window(settings.window());
    this.quietTime = new QuietTime(settings.settle());
    this.maxRevisions = settings.limits().revisions();
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<Known> descriptor =
        new ValueStateDescriptor<>("known", KnownSerializer.INSTANCE);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(window.timeToLive())
            .cleanupInRocksdbCompactFilter(10_000)
            .build());
    state = getRuntimeContext().getState(descriptor);
    counters = JoinCounters.in(getRuntimeContext().getMetricGroup());
  }

  private Known known() throws Exception {
    Known known = state.value();
    return known == null ? new Known() : known;
  }

  @Override
  public void processElement1(Event logged, Context context, Collector<Matched> out)
      throws Exception {
    Known known = known();
    if (known.generation == null) {
      known.generation = logged;
      context.timerService().registerEventTimeTimer(window.closesAt(logged));
      refuseLate(known, context);
      letThrough(known, out);
    } else if (known.generation.content == logged.content) {
      counters.duplicates().inc();
    } else {
      String message = "another generation of this id came before it";
      context.output(DeadLetter.OUTPUT, logged.dead(Reason.CONFLICT, message));
    }
  }

  @Override
  public void processElement2(Event logged, Context context, Collector<Matched> out)
      throws Exception {
    Known known = known();
    Event edit = known.numbered(logged);
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
    boolean isLate = window.isLate(edit, known);
    if (known.generation == null || edit.inline || isLate) {
      known.closesAt = Math.max(known.closesAt, window.closesAt(edit));
      context.timerService().registerEventTimeTimer(known.closesAt);
    }
    if (isLate) {
      refuseLate(known, context);
    } else {
      quietTime.start(edit, known, context.timerService());
    }
    letThrough(known, out);
  }

  /** Whether a revision that came before brings its generation now, and the first still waits. */
  private boolean takeAgain(Event edit, Known known, Context context) throws Exception {
    if (known.hasContentOf(edit)) {
      if (edit.inline && known.replaceWaiting(edit)) {
        return true;
      }
      counters.duplicates().inc();
    } else if (known.conflicts >= maxRevisions) {
      counters.capped().inc();
    } else {
      known.conflicts++;
      state.update(known);
      String message = "another text of this revision came before it";
      context.output(DeadLetter.OUTPUT, edit.dead(Reason.CONFLICT, message));
    }
    return false;
  }

  private void refuseLate(Known known, Context context) {
    for (Event late : known.takeWaiting(edit -> window.isLate(edit, known))) {
      context.output(DeadLetter.OUTPUT, window.late(late, known.generation));
    }
  }

  /** Lets the highest revision through where nothing has to be waited for, and keeps the state. */
  private void letThrough(Known known, Collector<Matched> out) throws Exception {
    if (!known.isSettling()) {
      List<Event> ready = known.takeWaiting(edit -> known.generation != null || edit.inline);
      Event highest = null;
      for (Event edit : ready) {
        if (edit.revision >= known.labelled) {
          known.labelled = edit.revision;
          highest = edit;
        }
      }
      counters.superseded().inc(ready.size() - (highest == null ? 0 : 1));
      if (highest != null) {
        out.collect(new Matched(highest, highest.inline ? null : known.generation));
      }
    }
    state.update(known);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Matched> out)
      throws Exception {
    Known known = state.value();
    if (known == null) {
      return;
    }
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      onClock(timestamp, known, context, out);
      return;
    }
    boolean closes = timestamp >= window.closesAt(known);
    if (known.isSettling() && (closes || timestamp >= known.settlesAt)) {
      known.settlesAt = 0;
      letThrough(known, out);
    }
    if (closes) {
      close(known, context);
    }
  }

  private void onClock(long timestamp, Known known, OnTimerContext context, Collector<Matched> out)
      throws Exception {
    // An edit that came since has a timer of its own.
    if (!known.isSettling() || timestamp < known.settlesOnClock) {
      return;
    }
    if (quietTime.endsOnClock(known, context.timerService())) {
      known.settlesAt = 0;
      letThrough(known, out);
    } else {
      state.update(known);
    }
  }

  private void close(Known known, Context context) {
    if (known.generation != null && !known.isLabelled()) {
      counters.expired().inc();
    }
    for (Event edit : known.waiting) {
      context.output(DeadLetter.OUTPUT, window.withoutGeneration(edit));
    }
    state.clear();
  }
}
