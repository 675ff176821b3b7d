package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One topic's dead letters of one reason, read to their present end. What was sent and how far was
 * read are one transaction, so that a run that is killed sends nothing twice.
 */
final class Replay {
  /** How many letters were of the reason, and how many of those can be used now. */
  record Counts(long letters, long mended) {
    long broken() {
      return letters - mended;
    }
  }

  private static final String REPLAYED = "medley.replayed-from";

  private final KafkaOptions kafka;
  private final String topic;
  private final Reason reason;
  private final EventReader<?> reader;
  private final String group;

  Replay(KafkaOptions kafka, FeedbackSettings settings, Topic topic, Reason reason) {
    this.kafka = kafka;
    this.topic = kafka.topic(topic);
    this.reason = reason;
    this.reader = topic == Topic.EDITS ? new EditReader(settings) : new GenerationReader(settings);
    this.group =
        "%sfeedback-replay-%s-%s".formatted(kafka.topicPrefix(), topic.name(""), reason.name());
  }

  // Where a send fails, so does the commit.
  @SuppressWarnings("FutureReturnValueIgnored")
  Counts run(boolean fromBeginning, boolean dryRun) {
    reader.open(null);
    Properties consumerProperties = kafka.consumer();
    consumerProperties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    Properties producerProperties = kafka.producer();
    producerProperties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group);
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                KafkaOptions.asMap(consumerProperties),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(
                KafkaOptions.asMap(producerProperties),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      if (!dryRun) {
        producer.initTransactions();
      }
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic + DeadLetterWriter.SUFFIX).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long letters = 0;
      long mended = 0;
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        Iterable<ConsumerRecord<byte[], byte[]>> batch = consumer.poll(Duration.ofMillis(500));
        if (!dryRun) {
          producer.beginTransaction();
        }
        for (ConsumerRecord<byte[], byte[]> letter : batch) {
          if (isOfTheReason(letter)) {
            letters++;
            if (isMended(letter)) {
              mended++;
              if (!dryRun) {
                producer.send(again(letter));
              }
            }
          }
        }
        if (!dryRun) {
          producer.sendOffsetsToTransaction(
              positions(consumer, partitions), consumer.groupMetadata());
          producer.commitTransaction();
        }
      }
      return new Counts(letters, mended);
    }
  }

  private boolean isOfTheReason(ConsumerRecord<byte[], byte[]> letter) {
    Header header = letter.headers().lastHeader(DeadLetterWriter.REASON);
    return header != null && new String(header.value(), UTF_8).equals(reason.name());
  }

  private boolean isMended(ConsumerRecord<byte[], byte[]> letter) {
    ConsumerRecord<byte[], byte[]> now =
        new ConsumerRecord<>(
            topic,
            letter.partition(),
            letter.offset(),
            System.currentTimeMillis(),
            letter.timestampType(),
            letter.serializedKeySize(),
            letter.serializedValueSize(),
            letter.key(),
            letter.value(),
            letter.headers(),
            letter.leaderEpoch());
    return reader.read(now).refused == null;
  }

  private ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> letter) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, letter.key(), letter.value());
    String from = "%s-%d@%d".formatted(letter.topic(), letter.partition(), letter.offset());
    record.headers().add(REPLAYED, from.getBytes(UTF_8));
    return record;
  }

  private static Map<TopicPartition, OffsetAndMetadata> positions(
      KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    partitions.forEach(p -> positions.put(p, new OffsetAndMetadata(consumer.position(p))));
    return positions;
  }
}
