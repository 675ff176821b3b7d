package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Topic;
import dev.medley.schemas.signing.CheckpointSigner;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Stands where trainer and feedback job stand: publishes checkpoints in a transaction, and costs.
 */
public final class Publisher implements AutoCloseable {
  private static final int CHUNK_BYTES = 900 << 10;
  public static final Instant NEWEST_EDIT = Instant.parse("2026-11-20T10:00:00Z");

  private final Cluster cluster;
  private final String baseDigest;
  private final CheckpointSigner signer;
  private final KafkaProducer<String, byte[]> producer;
  private final AvroSerializer<Checkpoint> checkpoints;
  private final AvroSerializer<AdapterChunk> chunks;
  private final AvroSerializer<Cost> costs;

  public Publisher(Cluster cluster, String baseDigest, CheckpointSigner signer) {
    this.signer = signer;
    this.cluster = cluster;
    this.baseDigest = baseDigest;
    SchemaRegistryClient registry = cluster.registryClient();
    checkpoints = new AvroSerializer<>(registry);
    chunks = new AvroSerializer<>(registry);
    costs = new AvroSerializer<>(registry);
    Map<String, Object> properties = cluster.producer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "test-publisher");
    producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    producer.initTransactions();
  }

  /**
   * Publishes a version.
   *
   * @param spoilt whether a byte of the adapter differs from what the digest was made of
   */
  public void checkpoint(String task, String member, long version, Path peft, boolean spoilt)
      throws Exception {
    byte[] config = Files.readAllBytes(peft.resolve("adapter_config.json"));
    byte[] weights = Files.readAllBytes(peft.resolve("adapter_model.safetensors"));
    byte[] all =
        ByteBuffer.allocate(config.length + weights.length).put(config).put(weights).array();
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
    if (spoilt) {
      all[all.length - 1] ^= 1;
    }
    String key = "%s/%s/%d".formatted(task, member, version);
    producer.beginTransaction();
    long offset = sendChunks(key, all);
    Checkpoint checkpoint =
        Checkpoint.newBuilder()
            .setTask(task)
            .setMember(member)
            .setVersion(version)
            .setParent(version - 1)
            .setBaseDigest(baseDigest)
            .setAdapterDigest(digest)
            .setFiles(
                List.of(
                    new AdapterFile("adapter_config.json", (long) config.length),
                    new AdapterFile("adapter_model.safetensors", (long) weights.length)))
            .setChunks((all.length + CHUNK_BYTES - 1) / CHUNK_BYTES)
            .setChunkPartition(0)
            .setChunkOffset(offset)
            .setLabelTopic("supervision")
            .setTrainedThrough(List.of())
            .setEditsSeen(10 * version)
            .setSteps(version)
            .setNewestEditAt(NEWEST_EDIT)
            .setHeldOut(Map.of("eval_edit_cost", 0.25, "eval_edit_samples", 4.0))
            .setCreatedAt(Instant.now())
            .build();
    signer.sign(checkpoint);
    String topic = cluster.topic(Topic.CHECKPOINTS);
    send(topic, null, key, checkpoints.serialize(topic, checkpoint));
    producer.commitTransaction();
  }

  private long sendChunks(String key, byte[] all) throws Exception {
    String topic = cluster.topic(Topic.ADAPTER_CHUNKS);
    long first = -1;
    for (int index = 0; index * CHUNK_BYTES < all.length; index++) {
      int length = Math.min(CHUNK_BYTES, all.length - index * CHUNK_BYTES);
      ByteBuffer data = ByteBuffer.wrap(all, index * CHUNK_BYTES, length).slice();
      byte[] value = chunks.serialize(topic, new AdapterChunk(data));
      long offset = send(topic, 0, key + "/" + index, value);
      first = first < 0 ? offset : first;
    }
    return first;
  }

  public void cost(Cost cost) throws Exception {
    String topic = cluster.topic(Topic.COST);
    put(cost.getGenerationId(), costs.serialize(topic, cost));
  }

  /** Any bytes on `cost`. */
  void put(String key, byte[] value) throws Exception {
    producer.beginTransaction();
    send(cluster.topic(Topic.COST), null, key, value);
    producer.commitTransaction();
  }

  public static Cost cost(String id, int revision, String task, String member, double cost) {
    return Cost.newBuilder()
        .setGenerationId(id)
        .setRevision(revision)
        .setTask(task)
        .setMember(member)
        .setCheckpoint(1)
        .setMessages(List.of())
        .setResponse("a secret response")
        .setCost(cost)
        .setGeneratedAt(NEWEST_EDIT)
        .setEditedAt(NEWEST_EDIT)
        .build();
  }

  private long send(String topic, Integer partition, String key, byte[] value) throws Exception {
    return producer.send(new ProducerRecord<>(topic, partition, key, value)).get().offset();
  }

  @Override
  public void close() {
    producer.close();
  }
}
