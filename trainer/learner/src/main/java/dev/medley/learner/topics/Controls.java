package dev.medley.learner.topics;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Control;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators ask of each task, as {@code control} says it now. Not thread-safe. */
public final class Controls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Controls.class);
  private static final Duration AT_START = Duration.ofMillis(100);

  private final String topic;
  private final AvroDeserializer<Control> deserializer;
  private final Consumer<String, byte[]> consumer;
  private final Map<String, Control> tasks = new HashMap<>();

  private Controls(Cluster cluster) {
    this.topic = cluster.topic(Topic.CONTROL);
    this.deserializer = new AvroDeserializer<>(cluster.registryClient(), Control.class);
    this.consumer =
        new KafkaConsumer<>(
            cluster.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads what was asked until now, so that a pause holds from the first label on. */
  public static Controls open(Cluster cluster) {
    Controls controls = new Controls(cluster);
    try {
      controls.readToEnd();
    } catch (RuntimeException e) {
      controls.close();
      throw e;
    }
    return controls;
  }

  private void readToEnd() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      takeAll(consumer.poll(AT_START));
    }
  }

  /** Takes what has come since, without waiting. */
  public void poll() {
    takeAll(consumer.poll(Duration.ZERO));
  }

  /** What is asked of a task; empty for nothing. */
  public Optional<Control> of(String task) {
    return Optional.ofNullable(tasks.get(task));
  }

  private void takeAll(ConsumerRecords<String, byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
        try {
          take(record);
        } catch (RetriableException e) {
          // The registry does not answer: the record is read again at the next poll.
          consumer.seek(partition, record.offset());
          break;
        }
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    try {
      Control control = deserializer.deserialize(topic, record.value());
      if (control == null) {
        tasks.remove(record.key());
      } else if (control.getTask().equals(record.key())) {
        tasks.put(record.key(), control);
      }
    } catch (SerializationException e) {
      LOG.atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("Control ignored; what was asked before holds");
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
