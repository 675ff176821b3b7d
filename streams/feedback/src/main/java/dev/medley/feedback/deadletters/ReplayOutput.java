package dev.medley.feedback.deadletters;

import dev.medley.kafka.Cluster;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends letters again, in transactions with what was read; on a dry run it does nothing. */
final class ReplayOutput implements AutoCloseable {
  /** Null on a dry run. */
  private final Producer<byte[], byte[]> producer;

  private final ReplayMemory memory;

  private ReplayOutput(Producer<byte[], byte[]> producer, ReplayMemory memory) {
    this.producer = producer;
    this.memory = memory;
  }

  static ReplayOutput dry(ReplayMemory memory) {
    return new ReplayOutput(null, memory);
  }

  /** Ends another run of the same id that goes on, and the transaction of one that was killed. */
  static ReplayOutput transactional(Cluster kafka, String id, ReplayMemory memory) {
    Map<String, Object> properties = kafka.producer();
    LargeRecords.allow(properties);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    ReplayOutput output =
        new ReplayOutput(
            new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
            memory);
    try {
      output.producer.initTransactions();
      return output;
    } catch (RuntimeException e) {
      output.close();
      throw e;
    }
  }

  void begin() {
    if (producer != null) {
      producer.beginTransaction();
    }
  }

  // Where a send fails, so does the commit.
  @SuppressWarnings("FutureReturnValueIgnored")
  void send(ProducerRecord<byte[], byte[]> record) {
    if (producer != null) {
      producer.send(record);
    }
  }

  void commit(ReplayInput read) {
    if (producer != null) {
      memory.commit(producer, read.committable());
      producer.commitTransaction();
    }
  }

  /** Aborts what was not committed. */
  @Override
  public void close() {
    if (producer != null) {
      producer.close();
    }
  }
}
