package dev.medley.feedback.labels;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Event;
import dev.medley.feedback.Reason;
import dev.medley.feedback.UserHour;
import dev.medley.feedback.join.Matched;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.schemas.edits.EditMeter;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.common.errors.SerializationException;

/** Matched edits to labels, which it counts by user, so that nobody steers the model by volume. */
public final class Labeller extends KeyedProcessFunction<String, Matched, Label> {
  private static final long serialVersionUID = 1L;

  /** The distance takes the product of both sides' words: a second, where both have this many. */
  public static final int MAX_WORDS = 1 << 17;

  /** Where supervision leaves it; costs are its main output. */
  public static final OutputTag<Label> SUPERVISION =
      new OutputTag<>("supervision", LabelSerializer.TYPE);

  /** Where preferences leave it. */
  public static final OutputTag<Label> PREFERENCE =
      new OutputTag<>("preference", LabelSerializer.TYPE);

  private final FeedbackSettings settings;
  private transient ValueState<UserHour> hour;
  private transient AvroDeserializer<Generation> generations;
  private transient AvroDeserializer<Edit> edits;
  private transient LabelEncoder encoder;
  private transient Meters meters;
  private transient Counter labels;
  private transient Counter incomplete;
  private transient Counter capped;

  public Labeller(FeedbackSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    SchemaRegistryClient registry = settings.cluster().registryClient();
    generations = new AvroDeserializer<>(registry, Generation.class);
    edits = new AvroDeserializer<>(registry, Edit.class);
    encoder = new LabelEncoder(settings);
    meters = new Meters(settings.tokens(), MAX_WORDS);
    hour =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("user-hour", TypeInformation.of(UserHour.class)));
    labels = getRuntimeContext().getMetricGroup().counter("labels");
    incomplete = getRuntimeContext().getMetricGroup().counter("incomplete");
    capped = getRuntimeContext().getMetricGroup().counter("cappedLabels");
  }

  @Override
  public void processElement(Matched matched, Context context, Collector<Label> out)
      throws Exception {
    Edit edit;
    Generation generation;
    try {
      edit = edit(matched.edit);
      generation = generation(matched.generation, edit, context);
    } catch (SerializationException e) {
      context.output(DeadLetter.OUTPUT, matched.edit.dead(Reason.NO_LONGER_READ, e.getMessage()));
      return;
    }
    if (!Labels.areMadeOf(generation, edit)) {
      incomplete.inc();
      return;
    }
    if (!matched.user().isEmpty() && isOverTheCap(matched.edit, context)) {
      capped.inc();
      return;
    }
    Labels made;
    try {
      made = Labels.of(generation, edit, meters.of(edit));
    } catch (EditMeter.TooManyTokensException e) {
      context.output(DeadLetter.OUTPUT, matched.edit.dead(Reason.LABEL_TOO_LARGE, e.getMessage()));
      return;
    }
    long bytes = made.bytes();
    if (bytes > Labels.MAX_BYTES) {
      String message =
          "its label has %d bytes of context, response and edit: at most %d are taken"
              .formatted(bytes, Labels.MAX_BYTES);
      context.output(DeadLetter.OUTPUT, matched.edit.dead(Reason.LABEL_TOO_LARGE, message));
      return;
    }
    write(made, matched.edit, context, out);
    labels.inc();
  }

  private Edit edit(Event event) {
    Edit edit = edits.deserialize(event.topic, event.value);
    if (edit.getAction() == EditAction.UNKNOWN) {
      throw new SerializationException("action is of a newer schema than this job knows");
    }
    Optional<String> unit = settings.tokens().fault(edit.getCostUnit());
    if (unit.isPresent()) {
      throw new SerializationException(unit.get());
    }
    edit.setRevision(event.revision);
    return edit;
  }

  private Generation generation(Event event, Edit edit, Context context) {
    if (event == null) {
      return InlineGeneration.of(edit);
    }
    try {
      return generations.deserialize(event.topic, event.value);
    } catch (SerializationException e) {
      context.output(DeadLetter.OUTPUT, event.dead(Reason.NO_LONGER_READ, e.getMessage()));
      throw new SerializationException("its generation can't be read: " + e.getMessage(), e);
    }
  }

  private void write(Labels made, Event edit, Context context, Collector<Label> out) {
    made.supervision()
        .map(label -> encoder.encode(Topic.SUPERVISION, edit, label))
        .ifPresent(label -> context.output(SUPERVISION, label));
    made.preference()
        .map(label -> encoder.encode(Topic.PREFERENCE, edit, label))
        .ifPresent(label -> context.output(PREFERENCE, label));
    out.collect(encoder.encode(Topic.COST, edit, made.cost()));
  }

  private boolean isOverTheCap(Event edit, Context context) throws Exception {
    // An edit may have waited long for its generation: it counts when it is labelled.
    long time = Math.max(edit.eventTime, context.timerService().currentWatermark());
    UserHour before = hour.value();
    UserHour counted = UserHour.at(time, before);
    if (counted != before) {
      context.timerService().registerEventTimeTimer(counted.endsAt());
    }
    boolean over = counted.labels >= settings.limits().userLabels();
    if (!over) {
      counted.labels++;
    }
    hour.update(counted);
    return over;
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Label> out)
      throws Exception {
    UserHour counted = hour.value();
    if (counted != null && counted.endsAt() <= timestamp) {
      hour.clear();
    }
  }

  @Override
  public void close() throws Exception {
    if (meters != null) {
      meters.close();
    }
  }
}
