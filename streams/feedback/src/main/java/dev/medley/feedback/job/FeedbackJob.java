package dev.medley.feedback.job;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Event;
import dev.medley.feedback.EventSerializer;
import dev.medley.feedback.deadletters.DeadLetterWriter;
import dev.medley.feedback.deadletters.LargeRecords;
import dev.medley.feedback.events.EditReader;
import dev.medley.feedback.events.EventReader;
import dev.medley.feedback.events.GenerationReader;
import dev.medley.feedback.events.Refusals;
import dev.medley.feedback.join.EditJoin;
import dev.medley.feedback.join.Matched;
import dev.medley.feedback.join.MatchedSerializer;
import dev.medley.feedback.labels.Label;
import dev.medley.feedback.labels.LabelSerializer;
import dev.medley.feedback.labels.LabelWriter;
import dev.medley.feedback.labels.Labeller;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The job's graph: two sources, one join, one labeller, three kinds of labels, and dead letters. It
 * holds no secret: Kafka's clients look up in the properties file what the graph refers to.
 */
public final class FeedbackJob {
  private static final Duration IDLE_AFTER = Duration.ofMinutes(1);

  /** Partitions that an operator adds are read within a minute. */
  private static final String PARTITIONS_SEEN_EVERY_MILLIS = "20000";

  /** Most subtasks that the state can ever be spread over; it can't be changed later. */
  static final int MAX_PARALLELISM = 128;

  private final FeedbackSettings settings;

  public FeedbackJob(FeedbackSettings settings) {
    this.settings = settings;
  }

  public void build(StreamExecutionEnvironment environment) {
    prepare(environment);
    SingleOutputStreamOperator<Event> generations = generations(environment);
    SingleOutputStreamOperator<Event> edits = edits(environment);
    SingleOutputStreamOperator<Matched> matched =
        generations
            .connect(edits)
            .keyBy(event -> event.id, event -> event.id, Types.STRING)
            .process(new EditJoin(settings))
            .returns(MatchedSerializer.TYPE)
            .uid("join")
            .name("join");
    SingleOutputStreamOperator<Label> costs =
        matched
            .keyBy(Matched::countedBy, Types.STRING)
            .process(new Labeller(settings))
            .returns(LabelSerializer.TYPE)
            .uid("label")
            .name("label");
    write(costs);
    writeDeadLetters(List.of(generations, edits, matched, costs));
  }

  public static void prepare(StreamExecutionEnvironment environment) {
    // No operator keeps or changes what it was given or what it gave.
    environment.getConfig().enableObjectReuse();
    environment.setMaxParallelism(MAX_PARALLELISM);
  }

  public SingleOutputStreamOperator<Event> generations(StreamExecutionEnvironment environment) {
    return events(environment, Topic.GENERATIONS, new GenerationReader(settings));
  }

  public SingleOutputStreamOperator<Event> edits(StreamExecutionEnvironment environment) {
    return events(environment, Topic.EDITS, new EditReader(settings));
  }

  public void write(SingleOutputStreamOperator<Label> costs) {
    costs.sinkTo(labels(Topic.COST)).uid("cost").name("cost");
    costs
        .getSideOutput(Labeller.SUPERVISION)
        .sinkTo(labels(Topic.SUPERVISION))
        .uid("supervision")
        .name("supervision");
    costs
        .getSideOutput(Labeller.PREFERENCE)
        .sinkTo(labels(Topic.PREFERENCE))
        .uid("preference")
        .name("preference");
  }

  public void writeDeadLetters(List<SingleOutputStreamOperator<?>> sources) {
    sources.stream()
        .map(source -> (DataStream<DeadLetter>) source.getSideOutput(DeadLetter.OUTPUT))
        .reduce(DataStream::union)
        .orElseThrow()
        .sinkTo(deadLetters())
        .uid("dead-letters")
        .name("dead-letters");
  }

  // Flink's initializer takes no other type than this deprecated one.
  @SuppressWarnings("deprecation")
  private SingleOutputStreamOperator<Event> events(
      StreamExecutionEnvironment environment, Topic topic, EventReader<?> reader) {
    KafkaSource<Event> source =
        KafkaSource.<Event>builder()
            .setProperties(consumer())
            .setTopics(settings.cluster().topic(topic))
            .setGroupId(settings.cluster().prefix() + "feedback")
            .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
            .setDeserializer(reader)
            .setProperty("isolation.level", "read_committed")
            .build();
    WatermarkStrategy<Event> watermarks =
        WatermarkStrategy.<Event>forMonotonousTimestamps()
            .withTimestampAssigner((event, kafka) -> event.eventTime)
            .withIdleness(IDLE_AFTER);
    return environment
        .fromSource(source, watermarks, topic.name(""))
        .uid("read-" + topic.name(""))
        .process(new Refusals())
        .returns(EventSerializer.TYPE)
        .uid("check-" + topic.name(""))
        .name("check-" + topic.name(""));
  }

  private KafkaSink<Label> labels(Topic topic) {
    return sink(topic.name(""), producer(), new LabelWriter(settings.cluster().topic(topic)));
  }

  private KafkaSink<DeadLetter> deadLetters() {
    List<String> topics =
        List.of(
            settings.cluster().topic(Topic.EDITS_DEAD_LETTERS),
            settings.cluster().topic(Topic.GENERATIONS_DEAD_LETTERS));
    Properties producer = producer();
    LargeRecords.allow(producer);
    return sink("dead-letters", producer, new DeadLetterWriter(topics));
  }

  private Properties consumer() {
    Properties consumer = settings.cluster().references();
    consumer.putIfAbsent(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), PARTITIONS_SEEN_EVERY_MILLIS);
    return consumer;
  }

  private Properties producer() {
    Properties producer = settings.cluster().references();
    producer.setProperty(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        String.valueOf(settings.transactionTimeout().toMillis()));
    producer.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topic.largestMessageBytes()));
    return producer;
  }

  private <T> KafkaSink<T> sink(
      String name, Properties producer, KafkaRecordSerializationSchema<T> writer) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(settings.cluster().brokers())
        .setKafkaProducerConfig(producer)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(settings.cluster().prefix() + "feedback-" + name)
        // The default aborts by counting, and logs a fenced producer at each recovery.
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setRecordSerializer(writer)
        .build();
  }
}
