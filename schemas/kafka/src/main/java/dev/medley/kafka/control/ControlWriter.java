package dev.medley.kafka.control;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.Newest;
import dev.medley.kafka.Place;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Control;
import dev.medley.schemas.ServingMode;
import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes `control`. A task's whole request is one record, so it is read and written under
 * one transactional id a task: of two who change it at once the one that began earlier is fenced,
 * and reads again.
 */
public final class ControlWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ControlWriter.class);
  private static final Duration READ_WITHIN = Duration.ofSeconds(15);
  private static final Duration TRIES_FOR = Duration.ofSeconds(60);
  private static final String CALL_TIMEOUT_MS = "10000";
  private static final int FIRST_PAUSE_MS = 100;
  private static final int LONGEST_PAUSE_MS = 3_000;

  private final Cluster cluster;
  private final String topic;
  private final AvroSerializer<Control> serializer;

  public ControlWriter(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.topic = cluster.topic(Topic.CONTROL);
    this.serializer = new AvroSerializer<>(cluster.registryClient());
  }

  /**
   * What was asked of a task last; empty where nothing was.
   *
   * @throws TimeoutException where the broker or the registry does not answer, or a transaction is
   *     open on `control`
   */
  public Optional<Control> read(String task) {
    return Optional.ofNullable(newest(task).values().get(task));
  }

  private Newest<Control> newest(String task) {
    Newest<Control> newest =
        Newest.read(
            cluster, Topic.CONTROL, Control.class, Controls::holds, task::equals, READ_WITHIN);
    newest
        .unreadable()
        .forEach(
            record ->
                LOG.atWarn()
                    .addKeyValue("record", record)
                    .log("Control ignored; what was asked before holds"));
    return newest;
  }

  /**
   * Asks for something else, beside what was asked before; waits until Kafka has it.
   *
   * @param reason why, for people; never a user's text
   * @return all that is asked now
   * @throws ControlRefusedException where what holds was asked by a newer version, and this one
   *     would lose of it
   * @throws TimeoutException where others keep changing the task, or Kafka does not answer
   * @throws KafkaException where Kafka refuses, with its reason
   */
  public Control change(String task, ControlChange change, String reason)
      throws InterruptedException {
    long began = System.nanoTime();
    int pause = FIRST_PAUSE_MS;
    while (true) {
      try {
        return tryOnce(task, change, reason);
      } catch (KafkaException e) {
        if (!passes(e)) {
          throw e;
        }
        // Where the answer to a commit was lost it is asked for again, which changes nothing then.
        if (System.nanoTime() - began > TRIES_FOR.toNanos()) {
          throw new TimeoutException(
              "The request was not taken within %d s: %s: look what holds, and try again"
                  .formatted(TRIES_FOR.toSeconds(), e.getMessage()),
              e);
        }
        // At random, so that two don't go on fencing each other.
        Thread.sleep(ThreadLocalRandom.current().nextInt(pause));
        pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
      }
    }
  }

  /** Whether another operator, or Kafka for a moment, was in the way. */
  private static boolean passes(Throwable e) {
    return e != null
        && (e instanceof ProducerFencedException
            || e instanceof InvalidProducerEpochException
            || e instanceof InvalidTxnStateException
            || e instanceof TransactionAbortableException
            || e instanceof RetriableException
            || isUnhandled(e)
            || passes(e.getCause()));
  }

  /** A broker that fences and commits at once may answer with no error of its protocol. */
  private static boolean isUnhandled(Throwable e) {
    return e.getClass() == KafkaException.class && e.getCause() == null;
  }

  private Control tryOnce(String task, ControlChange change, String reason)
      throws InterruptedException {
    try (Producer<String, byte[]> producer = producer(task)) {
      // From here on nobody else's change is committed unless this one is fenced.
      producer.initTransactions();
      Newest<Control> before = newest(task);
      Control changed = changed(task, before, change, reason);
      producer.beginTransaction();
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  null,
                  changed.getChangedAt().toEpochMilli(),
                  task,
                  serializer.serialize(topic, changed)))
          .get();
      producer.commitTransaction();
      return changed;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
    }
  }

  private Control changed(
      String task, Newest<Control> before, ControlChange change, String reason) {
    Control held = before.values().get(task);
    if (held != null) {
      refuseNewer(task, before.places().get(task));
    }
    Control.Builder control =
        held == null
            ? Control.newBuilder().setTask(task).setRollBacks(Map.of()).setRetries(Map.of())
            : Control.newBuilder(held);
    change.applyTo(control);
    if (control.getMode() == ServingMode.UNKNOWN) {
      throw new ControlRefusedException(
          "%s is in a mode that this version does not know and would overwrite: upgrade, or ask for choose, shadow or pin first"
              .formatted(task));
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    // Later than the one before also where clocks differ: partitions are ordered by it.
    Instant earliest = held == null ? now : held.getChangedAt().plusMillis(1);
    return control.setChangedAt(now.isAfter(earliest) ? now : earliest).setReason(reason).build();
  }

  /** What this Medley does not know it would leave out of what it writes. */
  private void refuseNewer(String task, Place place) {
    try {
      ParsedSchema written = cluster.registryClient().getSchemaById(place.schema());
      Optional<String> unknown =
          UnknownFields.first((Schema) written.rawSchema(), Control.getClassSchema());
      if (unknown.isPresent()) {
        throw new ControlRefusedException(
            "What is asked of %s now, at %s, was written by a newer version, with the field '%s', which this version would drop: ask with the newer one"
                .formatted(task, place, unknown.get()));
      }
    } catch (IOException | RestClientException e) {
      throw new TimeoutException("The schema registry does not answer: " + e.getMessage(), e);
    }
  }

  private Producer<String, byte[]> producer(String task) {
    Map<String, Object> properties = cluster.producer();
    properties.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, cluster.prefix() + "medley-control-" + task);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, CALL_TIMEOUT_MS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_TIMEOUT_MS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }
}
