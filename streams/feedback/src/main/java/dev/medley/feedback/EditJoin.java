package dev.medley.feedback;

import dev.medley.schemas.Cost;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins an edit to its generation by id, whichever comes first, and labels the highest revision.
 * What was labelled stays known until the window closes, so that the same event delivered twice
 * counts once and a later revision makes a label of that revision.
 */
final class EditJoin extends KeyedCoProcessFunction<String, Generation, EditEvent, Cost> {
  private static final long serialVersionUID = 1L;

  private final Duration window;
  private final Duration settle;
  private transient ValueState<Generation> generation;
  private transient ValueState<EditEvent> waiting;
  private transient ValueState<Integer> labelled;
  private transient ValueState<Long> settlesAt;
  private transient ValueState<Long> closesAt;
  private transient Counter labels;

  EditJoin(Duration window, Duration settle) {
    this.window = window;
    this.settle = settle;
  }

  @Override
  public void open(OpenContext context) {
    generation = state("generation", new AvroTypeInfo<>(Generation.class));
    waiting = state("waiting", TypeInformation.of(EditEvent.class));
    labelled = state("labelled", Types.INT);
    settlesAt = state("settles-at", Types.LONG);
    closesAt = state("closes-at", Types.LONG);
    labels = getRuntimeContext().getMetricGroup().counter("labels");
  }

  private <T> ValueState<T> state(String name, TypeInformation<T> type) {
    return getRuntimeContext().getState(new ValueStateDescriptor<>(name, type));
  }

  @Override
  public void processElement1(Generation event, Context context, Collector<Cost> out)
      throws Exception {
    if (generation.value() == null) {
      generation.update(event);
      keepOpen(context);
      label(context, out);
    }
  }

  @Override
  public void processElement2(EditEvent event, Context context, Collector<Cost> out)
      throws Exception {
    int revision = event.edit.getRevision();
    Integer done = labelled.value();
    EditEvent other = waiting.value();
    boolean late = done != null && revision <= done;
    boolean lower = other != null && revision <= other.edit.getRevision();
    if (late || lower) {
      return;
    }
    waiting.update(event);
    keepOpen(context);
    if (!settle.isZero() && settlesAt.value() == null) {
      long at = context.timerService().currentProcessingTime() + settle.toMillis();
      context.timerService().registerProcessingTimeTimer(at);
      settlesAt.update(at);
    }
    label(context, out);
  }

  private void keepOpen(Context context) throws Exception {
    if (closesAt.value() == null) {
      // In the events' time: a job that was down for long must not close what it has not read.
      long at = context.timestamp() + window.toMillis();
      context.timerService().registerEventTimeTimer(at);
      closesAt.update(at);
    }
  }

  private void label(Context context, Collector<Cost> out) throws Exception {
    EditEvent event = waiting.value();
    if (event == null || settlesAt.value() != null) {
      return;
    }
    Generation known = generation.value();
    if (known == null && InlineGeneration.isIn(event.edit)) {
      known = InlineGeneration.of(event.edit);
    }
    if (known == null) {
      return;
    }
    labelled.update(event.edit.getRevision());
    waiting.clear();
    if (known.getFinishReason() != FinishReason.STOP) {
      return;
    }
    Labels made = Labels.of(known, event.edit);
    made.supervision().ifPresent(label -> context.output(Outputs.SUPERVISION, label));
    made.preference().ifPresent(label -> context.output(Outputs.PREFERENCE, label));
    out.collect(made.cost());
    labels.inc();
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Cost> out)
      throws Exception {
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      settlesAt.clear();
      label(context, out);
      return;
    }
    EditEvent event = waiting.value();
    if (event != null && generation.value() == null && !InlineGeneration.isIn(event.edit)) {
      context.output(
          Outputs.DEAD_LETTERS,
          new DeadLetter(
              event.raw,
              "TRANSFORMATION",
              IllegalStateException.class.getName(),
              "no generation of this id came within %s of the edit".formatted(window)));
      waiting.clear();
    }
    if (waiting.value() != null) {
      settlesAt.clear();
      label(context, out);
    }
    generation.clear();
    labelled.clear();
    closesAt.clear();
  }
}
