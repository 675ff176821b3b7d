package dev.medley.learner.rounds;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.Manifests;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A member's Kafka transactions under its transactional.id (KIP-98): whoever opened them last is
 * the only one who can end one. After an exception it is of no use any more.
 */
final class Transactions implements AutoCloseable {
  private final Cluster cluster;
  private final MemberId member;
  private final Owners owners;
  private final Producer<byte[], byte[]> producer;
  private final List<Sent> sent = new ArrayList<>();

  /** Fences whoever had them before, and aborts what he left open. */
  Transactions(Cluster cluster, MemberId member, Owners owners) {
    this.cluster = cluster;
    this.member = member;
    this.owners = owners;
    Map<String, Object> properties = cluster.producer();
    // A hundred beans a member would take half of the time in which hundreds are opened.
    properties.putIfAbsent(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    properties.putIfAbsent(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, member.clientName(cluster.prefix()));
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  int partitions(Topic topic) {
    return producer.partitionsFor(cluster.topic(topic)).size();
  }

  /** Sends a record in the transaction that is open. */
  Sent send(Topic topic, int partition, String key, byte[] value) {
    return send(new ProducerRecord<>(cluster.topic(topic), partition, key.getBytes(UTF_8), value));
  }

  Sent send(ProducerRecord<byte[], byte[]> record) {
    Sent one = new Sent(producer.send(record));
    sent.add(one);
    return one;
  }

  /** A record that was sent, and perhaps has not arrived. */
  record Sent(Future<RecordMetadata> future) {
    /** Where it lies, once it has arrived. */
    long offset() {
      try {
        return future.get().offset();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("Interrupted while a round was being committed", e);
      }
    }
  }

  void sendOffsets(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    producer.sendOffsetsToTransaction(offsets, group);
  }

  /**
   * Runs one.
   *
   * @throws FencedException where another trainer has claimed the member
   * @throws CutOffException where the broker has ended it, and nobody has
   * @throws KafkaException where the broker refuses, or does not answer: whether it was committed
   *     is for Kafka to say
   */
  void run(Runnable work) {
    boolean committing = false;
    try {
      sent.clear();
      producer.beginTransaction();
      work.run();
      sent.forEach(Sent::offset);
      committing = true;
      producer.commitTransaction();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      String owner = new Manifests(cluster).owner(member).orElse(owners.self());
      throw owners.isRival(owner)
          ? new FencedException(member, owners.self(), owner, e)
          : new CutOffException(member, e);
    } catch (KafkaException e) {
      // What became of a commit without an answer is for Kafka to say, at the next opening.
      if (!committing) {
        abort(e);
      }
      throw e;
    }
  }

  private void abort(KafkaException reason) {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      // The next owner's initTransactions aborts it, or its timeout does.
      reason.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    // Commits wait for all they send; a fenced producer would wait for an answer that never comes.
    producer.close(Duration.ZERO);
  }
}
