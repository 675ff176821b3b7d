package dev.medley.subscriber;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.subscriber.Adapters.Adapter;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes as the trainer does: chunks and checkpoint in one transaction. */
final class Publisher implements AutoCloseable {
  private static final int PARTITION = 1;

  /** What a publication does wrong; the default is nothing. */
  static final class Fault {
    Consumer<Checkpoint> record = checkpoint -> {};
    Consumer<Checkpoint> signed = checkpoint -> {};
    UnaryOperator<byte[]> bytes = bytes -> bytes;
    int dropChunk = -1;
    boolean swapChunks;
    boolean doubleChunks;
    boolean abort;
    String key;
  }

  private final Cluster cluster;
  private final CheckpointSigner signer;
  private final KafkaProducer<String, byte[]> producer;
  private final AvroSerializer<Checkpoint> checkpoints;
  private final AvroSerializer<AdapterChunk> chunks;

  Publisher(Cluster cluster, CheckpointSigner signer) {
    this.cluster = cluster;
    this.signer = signer;
    SchemaRegistryClient registry = cluster.registryClient();
    this.checkpoints = new AvroSerializer<>(registry);
    this.chunks = new AvroSerializer<>(registry);
    Map<String, Object> properties = cluster.producer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, UUID.randomUUID().toString());
    this.producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    producer.initTransactions();
  }

  void publish(String task, String member, long version, Adapter adapter) throws Exception {
    publish(task, member, version, adapter, new Fault());
  }

  void publish(String task, String member, long version, Adapter adapter, Fault fault)
      throws Exception {
    Checkpoint checkpoint = Adapters.record(task, member, version, adapter);
    producer.beginTransaction();
    List<Long> offsets =
        sendChunks(MemberName.key(checkpoint), fault.bytes.apply(adapter.bytes()), fault);
    checkpoint.setChunkOffset(offsets.get(0));
    fault.record.accept(checkpoint);
    signer.sign(checkpoint);
    fault.signed.accept(checkpoint);
    String key = fault.key == null ? MemberName.key(checkpoint) : fault.key;
    String topic = cluster.topic(Topic.CHECKPOINTS);
    send(new ProducerRecord<>(topic, key, checkpoints.serialize(topic, checkpoint)));
    if (fault.abort) {
      producer.flush();
      producer.abortTransaction();
    } else {
      producer.commitTransaction();
    }
  }

  /** Puts any bytes, or a tombstone, on `checkpoints`. */
  void put(String key, byte[] value) throws Exception {
    producer.beginTransaction();
    send(new ProducerRecord<>(cluster.topic(Topic.CHECKPOINTS), key, value));
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close();
  }

  private List<Long> sendChunks(String key, byte[] bytes, Fault fault) throws Exception {
    int size = Chunks.MAX_BYTES;
    List<Integer> order = new ArrayList<>();
    for (int index = 0; index * size < bytes.length; index++) {
      order.add(index);
    }
    order.remove((Integer) fault.dropChunk);
    if (fault.swapChunks) {
      Collections.reverse(order);
    }
    List<Long> offsets = new ArrayList<>();
    for (int index : order) {
      int length = Math.min(size, bytes.length - index * size);
      for (int times = 0; times < (fault.doubleChunks ? 2 : 1); times++) {
        offsets.add(
            sendChunk(key + "/" + index, ByteBuffer.wrap(bytes, index * size, length).slice()));
      }
      // Another member's chunk lies between.
      sendChunk("other/sft/1/" + index, ByteBuffer.wrap(new byte[100]));
    }
    return offsets;
  }

  private long sendChunk(String key, ByteBuffer data) throws Exception {
    String topic = cluster.topic(Topic.ADAPTER_CHUNKS);
    byte[] value = chunks.serialize(topic, new AdapterChunk(data));
    return send(new ProducerRecord<>(topic, PARTITION, key, value));
  }

  private long send(ProducerRecord<String, byte[]> message) throws Exception {
    return producer.send(message).get().offset();
  }
}
