package dev.medley.feedback;

import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.edits.EditMeter;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Matched edits to labels; counts them by user, and leaves out what is more than a user's share.
 */
final class Labeller extends KeyedProcessFunction<String, Matched, Cost> {
  private static final long serialVersionUID = 1L;
  private static final long HOUR = Duration.ofHours(1).toMillis();

  /** The distance takes the product of both sides' words: a second, where both have this many. */
  private static final int MAX_WORDS = 1 << 17;

  private final FeedbackSettings settings;
  private transient ValueState<UserHour> hour;
  private transient AvroDeserializer<Generation> generations;
  private transient AvroDeserializer<Edit> edits;
  private transient EditMeter meter;
  private transient Counter labels;
  private transient Counter capped;

  Labeller(FeedbackSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    SchemaRegistryClient registry = settings.registryClient();
    generations = new AvroDeserializer<>(registry, Generation.class);
    edits = new AvroDeserializer<>(registry, Edit.class);
    meter = new EditMeter(settings.tokens().tokenizer(), MAX_WORDS);
    hour =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("user-hour", TypeInformation.of(UserHour.class)));
    labels = getRuntimeContext().getMetricGroup().counter("labels");
    capped = getRuntimeContext().getMetricGroup().counter("cappedLabels");
  }

  @Override
  public void processElement(Matched matched, Context context, Collector<Cost> out)
      throws Exception {
    if (!matched.user().isEmpty() && isOverTheCap(matched.edit.eventTime, context)) {
      capped.inc();
      return;
    }
    Edit edit = edits.deserialize(matched.edit.topic, matched.edit.value);
    Generation generation =
        matched.generation == null
            ? InlineGeneration.of(edit)
            : generations.deserialize(matched.generation.topic, matched.generation.value);
    Labels made;
    try {
      made = Labels.of(generation, edit, meter);
    } catch (EditMeter.TooManyTokensException e) {
      context.output(Outputs.DEAD_LETTERS, matched.edit.dead(Reason.TOO_LONG, e.getMessage()));
      return;
    }
    made.supervision().ifPresent(label -> context.output(Outputs.SUPERVISION, label));
    made.preference().ifPresent(label -> context.output(Outputs.PREFERENCE, label));
    out.collect(made.cost());
    labels.inc();
  }

  /** Time only moves forward here, so that no order of events opens an hour twice. */
  private boolean isOverTheCap(long time, Context context) throws Exception {
    UserHour counted = hour.value();
    long now = Math.floorDiv(time, HOUR);
    if (counted == null || counted.hour < now) {
      counted = new UserHour();
      counted.hour = now;
      context.timerService().registerEventTimeTimer((now + 2) * HOUR);
    }
    if (counted.labels >= settings.limits().userLabels()) {
      return true;
    }
    counted.labels++;
    hour.update(counted);
    return false;
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Cost> out)
      throws Exception {
    UserHour counted = hour.value();
    if (counted != null && (counted.hour + 2) * HOUR <= timestamp) {
      hour.clear();
    }
  }
}
