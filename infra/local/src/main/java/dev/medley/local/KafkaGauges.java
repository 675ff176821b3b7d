package dev.medley.local;

import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the broker knows: how far each consumer group is behind, and dead letters. One thread. */
final class KafkaGauges implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 10;
  private static final Duration POLL = Duration.ofMillis(20);

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> deadLetterConsumer;
  private long deadLetters;

  /** Counts dead letters from now on. */
  KafkaGauges(KafkaOptions options) {
    this.admin = Admin.create(options.client());
    Properties properties = options.consumer();
    this.deadLetterConsumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Topic.all().stream()
            .filter(topic -> topic.valueType().isEmpty())
            .flatMap(topic -> deadLetterConsumer.partitionsFor(options.topic(topic)).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    deadLetterConsumer.assign(partitions);
    deadLetterConsumer.seekToEnd(partitions);
    // Seeking waits for the next question; later is too late.
    partitions.forEach(deadLetterConsumer::position);
  }

  /** Dead letters since the start; reads what is new of them. */
  long deadLetters() {
    while (true) {
      int read = deadLetterConsumer.poll(POLL).count();
      if (read == 0) {
        return deadLetters;
      }
      deadLetters += read;
    }
  }

  /** Records that each group has yet to commit; transaction markers count as records. */
  Map<String, Long> lag() throws InterruptedException {
    try {
      Map<String, ListConsumerGroupOffsetsSpec> groups =
          get(admin.listGroups().all()).stream()
              .map(GroupListing::groupId)
              .collect(Collectors.toMap(id -> id, id -> new ListConsumerGroupOffsetsSpec()));
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
          groups.isEmpty() ? Map.of() : get(admin.listConsumerGroupOffsets(groups).all());
      Map<TopicPartition, Long> ends = ends(committed);
      Map<String, Long> lags = new TreeMap<>();
      committed.forEach((group, offsets) -> lags.put(group, lag(offsets, ends)));
      return lags;
    } catch (ExecutionException | TimeoutException e) {
      // The broker is being started again: no lag is known now.
      return Map.of();
    }
  }

  private static long lag(
      Map<TopicPartition, OffsetAndMetadata> offsets, Map<TopicPartition, Long> ends) {
    long lag = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : offsets.entrySet()) {
      if (entry.getValue() != null) {
        lag += Math.max(0, ends.get(entry.getKey()) - entry.getValue().offset());
      }
    }
    return lag;
  }

  private Map<TopicPartition, Long> ends(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    new ArrayList<>(committed.values())
        .forEach(offsets -> offsets.keySet().forEach(p -> wanted.put(p, OffsetSpec.latest())));
    if (wanted.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, ListOffsetsResultInfo> found =
        get(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
  }

  private static <T> T get(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    deadLetterConsumer.close();
    admin.close(Duration.ofSeconds(2));
  }
}
