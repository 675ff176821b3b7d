package dev.medley.serving.events;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import dev.medley.serving.http.ApiException;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes generations and edits to Kafka. A write returns when all replicas have it, or fails within
 * a bounded time: an edit is then refused, and a generation given out as one that is not tracked.
 */
public final class EventLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final int BLOCK_MILLIS = 2_000;
  private static final int REQUEST_MILLIS = 4_000;
  private static final int DELIVERY_MILLIS = 6_000;

  /** A response is ready, and somebody waits for it. */
  private static final int TRACK_MILLIS = 3_000;

  /** While Kafka takes nothing; enough to see that it does again. */
  private static final int FAILING_TRACK_MILLIS = 100;

  /** Each holds a thread of the server. */
  private static final int MOST_WAITING_EDITS = 64;

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final AvroSerializer<Generation> generations;
  private final AvroSerializer<Edit> edits;
  private final String generationTopic;
  private final String editTopic;
  private final KafkaProducer<String, byte[]> producer;
  private final Semaphore waitingEdits = new Semaphore(MOST_WAITING_EDITS);
  private final BrokerClock clock;
  private volatile boolean failing;

  public EventLog(Cluster cluster) {
    this(cluster, InstantSource.system());
  }

  EventLog(Cluster cluster, InstantSource machine) {
    requireNonNull(cluster, "cluster is null");
    this.clock = new BrokerClock(machine, System::nanoTime);
    SchemaRegistryClient registry = cluster.registryClient();
    this.generations = new AvroSerializer<>(registry);
    this.edits = new AvroSerializer<>(registry);
    this.generationTopic = cluster.topic(Topic.GENERATIONS);
    this.editTopic = cluster.topic(Topic.EDITS);
    this.producer =
        new KafkaProducer<>(properties(cluster), new StringSerializer(), new ByteArraySerializer());
  }

  private static Map<String, Object> properties(Cluster cluster) {
    Map<String, Object> properties = cluster.producer();
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return properties;
  }

  /** Whether Kafka and the registry answer; also makes the first write a quick one. */
  public boolean reachable() {
    try {
      generations.serialize(generationTopic, Samples.generation());
      edits.serialize(editTopic, Samples.edit());
      return !producer.partitionsFor(generationTopic).isEmpty()
          && !producer.partitionsFor(editTopic).isEmpty();
    } catch (KafkaException e) {
      LOG.atWarn().addKeyValue("reason", e.toString()).log("Kafka or the registry does not answer");
      return false;
    }
  }

  /** Whether Kafka took the last record that it answered for. */
  public boolean available() {
    return !failing;
  }

  /** The machine's clock against the brokers', which stamp both topics. */
  public BrokerClock clock() {
    return clock;
  }

  /** Waits until Kafka has the generation; false where it does not take it soon. */
  public boolean track(Generation generation) {
    try {
      send(
          new ProducerRecord<>(generationTopic, generation.getId(), serialize(generation)),
          failing ? FAILING_TRACK_MILLIS : TRACK_MILLIS);
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      failed(generationTopic, e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Waits until Kafka has the edit.
   *
   * @param traceParent its record's header; null for none
   * @throws ApiException 503 where it does not take it, or too many wait already
   */
  public void append(Edit edit, String traceParent) {
    if (!waitingEdits.tryAcquire()) {
      throw ApiException.of(
          503, "log_busy", "Kafka is slow and many edits wait for it: send it again in a while");
    }
    try {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(editTopic, edit.getGenerationId(), serialize(edit));
      TraceParent.add(record.headers(), traceParent);
      send(record, BLOCK_MILLIS + DELIVERY_MILLIS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      failed(editTopic, e);
      throw ApiException.of(
          503, "log_unavailable", "Kafka did not take the edit: send it again in a while");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.of(503, "stopping", "This node is stopping: try another");
    } finally {
      waitingEdits.release();
    }
  }

  private byte[] serialize(Generation generation) {
    return generations.serialize(generationTopic, generation);
  }

  private byte[] serialize(Edit edit) {
    return edits.serialize(editTopic, edit);
  }

  private void send(ProducerRecord<String, byte[]> record, int withinMillis)
      throws ExecutionException, TimeoutException, InterruptedException {
    long sentAt = System.nanoTime();
    producer
        .send(
            record,
            (metadata, e) -> {
              if (e == null) {
                failing = false;
                clock.heard(sentAt, metadata.timestamp());
              }
            })
        .get(withinMillis, TimeUnit.MILLISECONDS);
  }

  private void failed(String topic, Exception e) {
    if (failing) {
      return;
    }
    failing = true;
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    boolean ofRegistry = cause instanceof RegistryUnavailableException;
    LOG.atError()
        .addKeyValue("topic", topic)
        .addKeyValue("reason", ofRegistry ? cause.getMessage() : cause.getClass().getSimpleName())
        .log("Kafka takes no records; said once until it does again");
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}
