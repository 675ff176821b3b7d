package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.job.FeedbackMain;
import dev.medley.feedback.job.FlinkConfiguration;
import dev.medley.feedback.job.StateBackend;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.feedback.settings.Limits;
import dev.medley.feedback.settings.Tokens;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The shared platform, a producer of records whatever the size, and the job on a MiniCluster. */
public final class JobPlatform implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(90);
  public static final int USER_LABELS = 400;
  private static final int PARTITIONS = 2;

  private final Platform platform;
  private final SchemaRegistryClient schemas;
  private final Producer<byte[], byte[]> producer;

  public JobPlatform(Platform platform) {
    this.platform = platform;
    Cluster kafka = cluster("");
    schemas = kafka.registryClient();
    Map<String, Object> properties = kafka.producer();
    properties.put("compression.type", "zstd");
    properties.put("max.request.size", String.valueOf(Integer.MAX_VALUE));
    properties.put("buffer.memory", String.valueOf(512 << 20));
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() {
    producer.close();
  }

  public SchemaRegistryClient schemas() {
    return schemas;
  }

  /** New topics behind a prefix. */
  public Cluster topics(String prefix) {
    return topics(prefix, platform.registryUrl());
  }

  public Cluster cluster(String prefix) {
    return Topics.of(platform, prefix);
  }

  public Cluster topics(String prefix, String registryUrl) {
    return Topics.make(new Cluster(platform.bootstrapServers(), registryUrl, prefix), PARTITIONS);
  }

  public static FeedbackSettings settings(Cluster kafka, int maxTextBytes) {
    return new FeedbackSettings(
        kafka,
        Duration.ofHours(1),
        Duration.ZERO,
        new Limits(maxTextBytes, 20, USER_LABELS),
        Tokens.WORDS);
  }

  public JobClient startJob(Cluster kafka) throws Exception {
    return startJob(settings(kafka, 1 << 20), 1);
  }

  /** Goes on from the checkpoints of the one before, if any, of the same topics. */
  public JobClient startJob(FeedbackSettings settings, int parallelism) throws Exception {
    org.apache.flink.core.fs.Path checkpoints =
        new org.apache.flink.core.fs.Path(
            platform.folder().resolve("checkpoints-" + settings.cluster().prefix()).toUri());
    return FeedbackMain.start(
        settings,
        new FlinkConfiguration(checkpoints, Duration.ofMillis(500), StateBackend.ROCKSDB)
            .local(parallelism, 128)
            .fromNewest()
            .get());
  }

  public void send(Cluster kafka, Generation generation) {
    String topic = kafka.topic(Topic.GENERATIONS);
    byte[] bytes = new AvroSerializer<Generation>(schemas).serialize(topic, generation);
    send(kafka, Topic.GENERATIONS, generation.getId(), bytes);
  }

  public void send(Cluster kafka, Edit edit) {
    send(kafka, Topic.EDITS, edit.getGenerationId(), bytes(kafka, edit));
  }

  public byte[] bytes(Cluster kafka, Edit edit) {
    return new AvroSerializer<Edit>(schemas).serialize(kafka.topic(Topic.EDITS), edit);
  }

  public void send(Cluster kafka, Topic topic, String key, byte[] value) {
    send(new ProducerRecord<>(kafka.topic(topic), key.getBytes(UTF_8), value));
  }

  public void send(ProducerRecord<byte[], byte[]> record) {
    Future<RecordMetadata> sent = producer.send(record);
    assertThat(sent).isNotCancelled();
  }

  /** Waits until the broker has what was sent. */
  public void flush() {
    producer.flush();
  }
}
