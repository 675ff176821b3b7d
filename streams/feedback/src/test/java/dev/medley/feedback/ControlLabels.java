package dev.medley.feedback;

import dev.medley.feedback.job.FeedbackJob;
import dev.medley.feedback.labels.Label;
import dev.medley.feedback.labels.LabelEncoder;
import dev.medley.feedback.labels.LabelSerializer;
import dev.medley.feedback.labels.Labeller;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.Topic;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** The bench's control: as many labels, as large, with no state, no join and no distance. */
final class ControlLabels extends KeyedCoProcessFunction<String, Event, Event, Label> {
  private static final long serialVersionUID = 1L;

  private final FeedbackSettings settings;
  private transient AvroDeserializer<Generation> generations;
  private transient LabelEncoder encoder;

  ControlLabels(FeedbackSettings settings) {
    this.settings = settings;
  }

  /** The job's graph with this in the place of its join and its labeller. */
  static void build(FeedbackSettings settings, StreamExecutionEnvironment environment) {
    FeedbackJob parts = new FeedbackJob(settings);
    FeedbackJob.prepare(environment);
    SingleOutputStreamOperator<Event> generations = parts.generations(environment);
    SingleOutputStreamOperator<Event> edits = parts.edits(environment);
    SingleOutputStreamOperator<Label> costs =
        generations
            .connect(edits)
            .keyBy(event -> event.id, event -> event.id, Types.STRING)
            .process(new ControlLabels(settings))
            .returns(LabelSerializer.TYPE)
            .uid("control");
    parts.write(costs);
    parts.writeDeadLetters(List.of(generations, edits));
  }

  @Override
  public void open(OpenContext context) {
    generations = new AvroDeserializer<>(settings.cluster().registryClient(), Generation.class);
    encoder = new LabelEncoder(settings);
  }

  @Override
  public void processElement1(Event event, Context context, Collector<Label> out) {
    Generation g = generations.deserialize(event.topic, event.value);
    context.output(
        Labeller.SUPERVISION,
        encoder.encode(
            Topic.SUPERVISION,
            event,
            new Supervision(
                g.getId(),
                0,
                g.getTask(),
                g.getUser(),
                g.getMember(),
                g.getCheckpoint(),
                g.getMessages(),
                g.getResponse(),
                g.getResponse(),
                false,
                g.getCreatedAt(),
                g.getCreatedAt())));
    context.output(
        Labeller.PREFERENCE,
        encoder.encode(
            Topic.PREFERENCE,
            event,
            new Preference(
                g.getId(),
                0,
                g.getTask(),
                g.getUser(),
                g.getMember(),
                g.getCheckpoint(),
                g.getMessages(),
                g.getResponse(),
                g.getResponse(),
                false,
                g.getCreatedAt(),
                g.getCreatedAt())));
    out.collect(
        encoder.encode(
            Topic.COST,
            event,
            new Cost(
                g.getId(),
                0,
                g.getTask(),
                g.getUser(),
                g.getMember(),
                g.getCheckpoint(),
                g.getMessages(),
                1.0,
                g.getResponse(),
                g.getResponse(),
                0.0,
                0.0,
                false,
                null,
                g.getCreatedAt(),
                g.getCreatedAt())));
  }

  @Override
  public void processElement2(Event event, Context context, Collector<Label> out) {
    // The edit was decoded and shuffled: that is what it is here for.
  }
}
