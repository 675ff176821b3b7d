package dev.medley.kafka.control;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Control;
import dev.medley.schemas.ServingMode;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads and writes `control`; a task's whole request is one record, so it is read first. */
public final class ControlWriter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final String topic;
  private final AvroSerializer<Control> serializer;
  private final AvroDeserializer<Control> deserializer;
  private final Cluster cluster;
  private final KafkaProducer<String, byte[]> producer;

  public ControlWriter(Cluster cluster) {
    this.cluster = cluster;
    this.topic = cluster.topic(Topic.CONTROL);
    this.serializer = new AvroSerializer<>(cluster.registryClient());
    this.deserializer = new AvroDeserializer<>(cluster.registryClient(), Control.class);
    this.producer =
        new KafkaProducer<>(cluster.producer(), new StringSerializer(), new ByteArraySerializer());
  }

  /** What was asked of a task last; empty where nothing was. */
  public Optional<Control> read(String task) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            cluster.consumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      byte[] newest = null;
      while (!partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p))) {
        for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
          newest = task.equals(found.key()) ? found.value() : newest;
        }
      }
      return Optional.ofNullable(deserializer.deserialize(topic, newest));
    }
  }

  /**
   * Asks for something else, beside what was asked before; waits until Kafka has it.
   *
   * @param reason why, for people; never a user's text
   * @return all that is asked now
   * @throws IllegalStateException where that holds a mode that only a newer version knows
   */
  public Control change(String task, ControlChange change, String reason)
      throws InterruptedException, ExecutionException {
    Control.Builder control =
        read(task)
            .map(Control::newBuilder)
            .orElseGet(() -> Control.newBuilder().setTask(task).setRollBacks(Map.of()));
    change.applyTo(control);
    if (control.getMode() == ServingMode.UNKNOWN) {
      throw new IllegalStateException(
          "%s is in a mode that this version does not know and would overwrite: upgrade, or ask for choose, shadow or pin first"
              .formatted(task));
    }
    Control changed = control.setChangedAt(Instant.now()).setReason(reason).build();
    write(changed);
    return changed;
  }

  /** Waits until Kafka has the request. */
  public void write(Control control) throws InterruptedException, ExecutionException {
    byte[] value = serializer.serialize(topic, control);
    producer.send(new ProducerRecord<>(topic, control.getTask(), value)).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
