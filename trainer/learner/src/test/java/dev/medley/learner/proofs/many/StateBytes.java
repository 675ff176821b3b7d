package dev.medley.learner.proofs.many;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Members' newest states on Kafka.
 *
 * @param states members that have one
 * @param bytes of their chunks
 */
record StateBytes(long states, long bytes) {
  static StateBytes of(Cluster kafka) {
    Map<String, TrainerManifest> newest = new HashMap<>();
    Topics.read(kafka, Topic.TRAINER_MANIFESTS, TrainerManifest.class)
        .forEach(found -> newest.put(found.getTask() + "/" + found.getMember(), found));
    List<TrainerManifest> saved =
        newest.values().stream().filter(found -> found.getStatePartition() >= 0).toList();
    return new StateBytes(saved.size(), bytes(kafka, saved));
  }

  private static long bytes(Cluster kafka, Collection<TrainerManifest> saved) {
    long bytes = 0;
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
      for (TrainerManifest manifest : saved) {
        TopicPartition partition =
            new TopicPartition(kafka.topic(Topic.TRAINER_STATE), manifest.getStatePartition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, manifest.getStateOffset());
        long end = manifest.getStateOffset() + manifest.getChunks();
        while (consumer.position(partition) < end) {
          bytes +=
              consumer.poll(Duration.ofSeconds(1)).records(partition).stream()
                  .filter(chunk -> chunk.offset() < end)
                  .mapToLong(chunk -> chunk.value().length)
                  .sum();
        }
      }
    }
    return bytes;
  }
}
