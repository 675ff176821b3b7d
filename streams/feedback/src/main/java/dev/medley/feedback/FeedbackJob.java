package dev.medley.feedback;

import dev.medley.schemas.Cost;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.Topic;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The job's graph: two sources, two decoders, one join, three kinds of labels, two dead letters.
 */
final class FeedbackJob {
  /**
   * Longer than a checkpoint and a restart, within a broker's default transaction.max.timeout.ms.
   */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

  private static final Duration IDLE_AFTER = Duration.ofSeconds(5);

  private final FeedbackSettings settings;

  FeedbackJob(FeedbackSettings settings) {
    this.settings = settings;
  }

  void build(StreamExecutionEnvironment environment) {
    SingleOutputStreamOperator<Generation> generations =
        raw(environment, Topic.GENERATIONS)
            .process(new GenerationDecoder(settings, Outputs.DEAD_LETTERS))
            .returns(new AvroTypeInfo<>(Generation.class))
            .uid("decode-generations")
            .name("decode-generations");
    SingleOutputStreamOperator<EditEvent> edits =
        raw(environment, Topic.EDITS)
            .process(new EditDecoder(settings, Outputs.DEAD_LETTERS))
            .returns(TypeInformation.of(EditEvent.class))
            .uid("decode-edits")
            .name("decode-edits");
    SingleOutputStreamOperator<Cost> costs =
        generations
            .connect(edits)
            .keyBy(Generation::getId, event -> event.edit.getGenerationId(), Types.STRING)
            .process(new EditJoin(settings.window(), settings.settle()))
            .returns(new AvroTypeInfo<>(Cost.class))
            .uid("join")
            .name("join");
    costs.sinkTo(labels(Topic.COST, Cost::getGenerationId)).uid("cost").name("cost");
    costs
        .getSideOutput(Outputs.SUPERVISION)
        .sinkTo(labels(Topic.SUPERVISION, Supervision::getGenerationId))
        .uid("supervision")
        .name("supervision");
    costs
        .getSideOutput(Outputs.PREFERENCE)
        .sinkTo(labels(Topic.PREFERENCE, Preference::getGenerationId))
        .uid("preference")
        .name("preference");
    generations
        .getSideOutput(Outputs.DEAD_LETTERS)
        .sinkTo(deadLetters(Topic.GENERATIONS_DEAD_LETTERS))
        .uid("generations-dead-letters")
        .name("generations-dead-letters");
    edits
        .getSideOutput(Outputs.DEAD_LETTERS)
        .union(costs.getSideOutput(Outputs.DEAD_LETTERS))
        .sinkTo(deadLetters(Topic.EDITS_DEAD_LETTERS))
        .uid("edits-dead-letters")
        .name("edits-dead-letters");
  }

  // Flink's initializer takes no other type than this deprecated one.
  @SuppressWarnings("deprecation")
  private SingleOutputStreamOperator<RawEvent> raw(
      StreamExecutionEnvironment environment, Topic topic) {
    KafkaSource<RawEvent> source =
        KafkaSource.<RawEvent>builder()
            .setBootstrapServers(settings.bootstrapServers())
            .setProperties(settings.client())
            .setTopics(settings.topic(topic))
            .setGroupId(settings.topicPrefix() + "feedback")
            .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
            .setDeserializer(new RawEventReader())
            .setProperty("isolation.level", "read_committed")
            .build();
    return environment
        .fromSource(
            source,
            WatermarkStrategy.<RawEvent>forMonotonousTimestamps().withIdleness(IDLE_AFTER),
            topic.name(""))
        .uid("read-" + topic.name(""));
  }

  private <T extends SpecificRecord> KafkaSink<T> labels(Topic topic, LabelWriter.Key<T> key) {
    return sink(topic, new LabelWriter<>(settings.topic(topic), key, settings));
  }

  private KafkaSink<DeadLetter> deadLetters(Topic topic) {
    return sink(topic, new DeadLetterWriter(settings.topic(topic)));
  }

  private <T> KafkaSink<T> sink(Topic topic, KafkaRecordSerializationSchema<T> writer) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(settings.bootstrapServers())
        .setKafkaProducerConfig(settings.client())
        .setProperty(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            String.valueOf(TRANSACTION_TIMEOUT.toMillis()))
        .setProperty(
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topic.largestMessageBytes()))
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(settings.topicPrefix() + "feedback-" + topic.name(""))
        // The default aborts by counting, and logs a fenced producer at each recovery.
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setRecordSerializer(writer)
        .build();
  }
}
