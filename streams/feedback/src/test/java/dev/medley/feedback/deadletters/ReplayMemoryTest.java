package dev.medley.feedback.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedPlatform.class)
final class ReplayMemoryTest {
  private static final int[] LENGTHS = {0, 1, 4095, 4096, 4097, 8192, 30_000};

  @Test
  void shouldRememberMetadataOfAnyLength(Platform platform) throws Exception {
    // Given
    Cluster kafka = Topics.of(platform, "");
    try (Admin admin = Admin.create(kafka.client())) {
      admin.createTopics(List.of(new NewTopic("t", LENGTHS.length + 1, (short) 1))).all().get();
    }
    Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> second = new HashMap<>();
    for (int i = 0; i < LENGTHS.length; i++) {
      TopicPartition partition = new TopicPartition("t", i);
      first.put(partition, new OffsetAndMetadata(i, "x".repeat(LENGTHS[i])));
      int other = LENGTHS[LENGTHS.length - 1 - i];
      second.put(partition, new OffsetAndMetadata(i + 5, "y".repeat(other)));
    }
    TopicPartition without = new TopicPartition("t", LENGTHS.length);

    // When
    Map<TopicPartition, OffsetAndMetadata> read = commit(kafka, first, without);
    Map<TopicPartition, OffsetAndMetadata> after = commit(kafka, second, without);

    // Then
    assertThat(read).isEqualTo(first);
    assertThat(after).isEqualTo(second);
  }

  /** What is read after offsets were committed. */
  private static Map<TopicPartition, OffsetAndMetadata> commit(
      Cluster kafka, Map<TopicPartition, OffsetAndMetadata> offsets, TopicPartition without) {
    ReplayMemory memory = new ReplayMemory("group");
    Map<String, Object> properties = kafka.producer();
    properties.put("transactional.id", "group");
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      memory.commit(producer, offsets);
      producer.commitTransaction();
    }
    List<TopicPartition> partitions =
        Stream.concat(offsets.keySet().stream(), Stream.of(without)).toList();
    return memory.read(kafka, partitions);
  }
}
