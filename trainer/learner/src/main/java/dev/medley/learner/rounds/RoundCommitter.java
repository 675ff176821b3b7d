package dev.medley.learner.rounds;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.MemberContract;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.learner.state.StateReader;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import dev.medley.schemas.TrainerState;
import dev.medley.schemas.checkpoints.CheckpointRules;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.signing.CheckpointSigner;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Commits a member's rounds, each as ONE Kafka transaction that is opened at the round's end
 * (KIP-98, KIP-447): its state with the next offsets, and the checkpoint with its chunks. Whoever
 * opens it last owns the member; the one before is fenced at its next commit.
 */
public final class RoundCommitter implements AutoCloseable {
  private final Cluster cluster;
  private final MemberId member;
  private final String self;
  private final RoundRecords records;
  private final Optional<CheckpointSigner> signer;
  private final Producer<String, byte[]> producer;
  private final AvroSerializer<TrainerState> states;
  private final AvroSerializer<AdapterChunk> chunks;
  private final AvroSerializer<Checkpoint> checkpoints;
  private final int chunkPartition;
  private int statePartition = -1;

  public RoundCommitter(
      Cluster cluster,
      MemberId member,
      MemberContract contract,
      String self,
      Optional<CheckpointSigner> signer) {
    this.cluster = cluster;
    this.signer = signer;
    this.member = member;
    this.records = new RoundRecords(cluster, member, contract);
    this.self = self;
    SchemaRegistryClient registry = cluster.registryClient();
    states = new AvroSerializer<>(registry);
    chunks = new AvroSerializer<>(registry);
    checkpoints = new AvroSerializer<>(registry);
    producer = producer(cluster, member);
    producer.initTransactions();
    chunkPartition =
        member.partition(producer.partitionsFor(cluster.topic(Topic.ADAPTER_CHUNKS)).size());
  }

  /**
   * Says on the member's partition of `trainer-state` who has it now; its rounds go there, too.
   *
   * @param partition as {@link StateReader#find} says it after this opened
   */
  public void claim(int partition) {
    statePartition = partition;
    inTransaction(
        () -> {
          ByteBuffer name = ByteBuffer.wrap(self.getBytes(UTF_8));
          Future<RecordMetadata> sent = sendState(StateReader.OWNER, new TrainerState(null, name));
          await(sent);
        });
  }

  /**
   * Aborts what a killed trainer of the member left open: it would hold up readers of all members
   * until the broker gives it up, for about a minute.
   */
  public static void abortOpen(Cluster cluster, MemberId member) {
    try (Producer<String, byte[]> producer = producer(cluster, member)) {
      producer.initTransactions();
    }
  }

  private static Producer<String, byte[]> producer(Cluster cluster, MemberId member) {
    Map<String, Object> properties = cluster.producer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, member.clientName(cluster.prefix()));
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  /** Why no node would take a checkpoint, so that it may not be committed; empty where all may. */
  public Optional<String> fault(long version, Round.Publication publication) {
    Checkpoint draft = records.checkpoint(version, publication, chunkPartition).build();
    return CheckpointRules.fault(records.key(version), draft);
  }

  /**
   * Commits a round.
   *
   * @param round whose publication has no {@link #fault}
   * @param group whose offsets show the member's lag; they are never read back
   * @throws FencedException where another trainer owns the member now
   * @throws KafkaException where the broker refuses; nothing of the round is visible then
   */
  public void commit(Round round, ConsumerGroupMetadata group) {
    inTransaction(
        () -> {
          List<ByteBuffer> pieces = Chunks.cut(round.state());
          List<Future<RecordMetadata>> sent = new ArrayList<>();
          for (int i = 0; i < pieces.size(); i++) {
            sent.add(sendState(String.valueOf(i), new TrainerState(null, pieces.get(i))));
          }
          round.publication().ifPresent(publication -> publish(round, publication, sent));
          for (PublishedVersion expired : round.expired()) {
            remove(expired, sent);
          }
          sent.add(
              sendState(
                  StateReader.MANIFEST,
                  new TrainerState(records.manifest(round, pieces.size()), null)));
          sent.forEach(RoundCommitter::await);
          producer.sendOffsetsToTransaction(offsets(round), group);
        });
  }

  private void publish(
      Round round, Round.Publication publication, List<Future<RecordMetadata>> sent) {
    List<ByteBuffer> pieces = Chunks.cut(publication.adapter().bytes());
    String topic = cluster.topic(Topic.ADAPTER_CHUNKS);
    String key = records.key(round.version());
    List<Future<RecordMetadata>> pieceMetadata = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      byte[] value = chunks.serialize(topic, new AdapterChunk(pieces.get(i)));
      pieceMetadata.add(
          producer.send(new ProducerRecord<>(topic, chunkPartition, key + "/" + i, value)));
    }
    // Others write to this partition too: readers go on from the first piece and pick by key.
    long first = await(pieceMetadata.get(0)).offset();
    sent.addAll(pieceMetadata);
    Checkpoint checkpoint =
        records
            .checkpoint(round.version(), publication, chunkPartition)
            .setChunkOffset(first)
            .setTrainedThrough(round.nextOffsets())
            .setForgotten(round.rolledBack().forgotten())
            .setEditsSeen(round.editsSeen())
            .setSteps(round.steps())
            .setNewestEditAt(round.newestEditAt())
            .build();
    signer.ifPresent(found -> found.sign(checkpoint));
    String checkpointTopic = cluster.topic(Topic.CHECKPOINTS);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            checkpointTopic, key, checkpoints.serialize(checkpointTopic, checkpoint));
    TraceParent.add(record.headers(), TraceParent.of(publication.span().getSpanContext()));
    sent.add(producer.send(record));
  }

  private void remove(PublishedVersion expired, List<Future<RecordMetadata>> sent) {
    String key = records.key(expired.version());
    String topic = cluster.topic(Topic.CHECKPOINTS);
    // To all: where partitions were added since, the key would be looked for on another.
    for (PartitionInfo info : producer.partitionsFor(topic)) {
      sent.add(producer.send(new ProducerRecord<>(topic, info.partition(), key, null)));
    }
    for (int i = 0; i < expired.chunks(); i++) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  cluster.topic(Topic.ADAPTER_CHUNKS), expired.partition(), key + "/" + i, null)));
    }
  }

  /** The partition that holds this member's chunks. */
  public int chunkPartition() {
    return chunkPartition;
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(Round round) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    String topic = cluster.topic(member.kind().labelTopic());
    round
        .nextOffsets()
        .forEach(
            next ->
                offsets.put(
                    new TopicPartition(topic, next.getPartition()),
                    new OffsetAndMetadata(next.getOffset())));
    return offsets;
  }

  private Future<RecordMetadata> sendState(String suffix, TrainerState state) {
    String topic = cluster.topic(Topic.TRAINER_STATE);
    byte[] value = states.serialize(topic, state);
    return producer.send(
        new ProducerRecord<>(topic, statePartition, member.key() + "/" + suffix, value));
  }

  private static RecordMetadata await(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while a round was being committed", e);
    }
  }

  private void inTransaction(Runnable work) {
    try {
      producer.beginTransaction();
      work.run();
      producer.commitTransaction();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      String rival = new StateReader(cluster).owner(member, statePartition).orElse("unknown");
      throw new FencedException(member, self, rival, e);
    } catch (KafkaException e) {
      producer.abortTransaction();
      throw e;
    }
  }

  @Override
  public void close() {
    // Commits wait for all they send; a fenced producer would wait for an answer that never comes.
    producer.close(Duration.ZERO);
  }
}
