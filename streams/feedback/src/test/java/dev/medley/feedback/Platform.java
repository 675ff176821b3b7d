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
import dev.medley.kafka.TopicCreator;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** A broker, a registry and a producer, whatever the size; and the job on a MiniCluster. */
public final class Platform implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(90);
  public static final int USER_LABELS = 400;
  private static final int PARTITIONS = 2;

  private final Path folder;
  private final KafkaBroker broker;
  private final SchemaRegistry registry;
  private final SchemaRegistryClient schemas;
  private final Producer<byte[], byte[]> producer;

  Platform() {
    try {
      folder = Files.createTempDirectory("platform");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    broker = KafkaBroker.start(folder.resolve("kafka"), 0);
    registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), folder.resolve("registry"), 0);
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
    registry.close();
    broker.close();
    try {
      Utils.delete(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public SchemaRegistryClient schemas() {
    return schemas;
  }

  /** New topics behind a prefix. */
  public Cluster topics(String prefix) {
    return topics(prefix, registry.url());
  }

  public Cluster cluster(String prefix) {
    return new Cluster(broker.bootstrapServers(), registry.url(), prefix);
  }

  public Cluster topics(String prefix, String registryUrl) {
    Cluster kafka = new Cluster(broker.bootstrapServers(), registryUrl, prefix);
    try (Admin admin = Admin.create(kafka.client())) {
      new TopicCreator(
              admin, new TopicCreator.Settings(prefix, PARTITIONS, (short) 1, Duration.ofDays(1)))
          .create();
    }
    return kafka;
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
            folder.resolve("checkpoints-" + settings.cluster().prefix()).toUri());
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
