package dev.medley.serving.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.NewPartitions;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Topic;
import dev.medley.serving.http.Json;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The edits that were labelled last, with their texts. Polled by one thread, read by any. */
final class NewestEdits implements AutoCloseable {
  private static final int KEPT = 20;

  /** An alignment takes the product of both lengths. */
  private static final int MOST_CHARACTERS = 8_000;

  private final KafkaConsumer<String, byte[]> consumer;
  private final AvroDeserializer<Cost> deserializer;
  private final String topic;
  private final NewPartitions partitions;
  private final Deque<ObjectNode> newest = new ConcurrentLinkedDeque<>();

  NewestEdits(Cluster cluster) {
    consumer =
        new KafkaConsumer<>(
            cluster.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
    deserializer = new AvroDeserializer<>(cluster.registryClient(), Cost.class);
    topic = cluster.topic(Topic.COST);
    partitions = new NewPartitions(consumer, topic);
  }

  /** Takes what has come since; first, the last few. */
  void poll() {
    List<TopicPartition> added = partitions.look();
    if (!added.isEmpty()) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(added);
      partitions.assign(added);
      ends.forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - KEPT)));
    }
    for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ZERO)) {
      read(found.value()).ifPresent(cost -> add(cost, found.partition() + "-" + found.offset()));
    }
  }

  /** Empty where it can't be read: the statistics, which read it too, log and count that. */
  private Optional<Cost> read(byte[] value) {
    try {
      return Optional.ofNullable(deserializer.deserialize(topic, value));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  private void add(Cost cost, String id) {
    ObjectNode node =
        Json.object()
            .put("id", id)
            .put("of", cost.getTask())
            .put("arm", cost.getMember())
            .put("checkpoint", cost.getCheckpoint())
            .put("cost", cost.getCost())
            .put("charge", cost.getCharge())
            .put("cut", cost.getCut())
            .put("at", cost.getEditedAt().toString())
            .put("discarded", cost.getEdited() == null);
    ArrayNode hunks = node.putArray("hunks");
    String edited = Objects.requireNonNullElse(cost.getEdited(), "");
    boolean brief = cost.getResponse().length() + edited.length() <= MOST_CHARACTERS;
    if (cost.getEdited() != null && brief) {
      EditHunks.write(cost.getResponse(), edited, hunks);
    }
    newest.addFirst(node);
    while (newest.size() > KEPT) {
      newest.removeLast();
    }
  }

  /** Newest first; not to be changed. */
  List<ObjectNode> newest() {
    return List.copyOf(newest);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
