package dev.medley.learner.rounds;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import dev.medley.schemas.checkpoints.CheckpointRules;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.signing.CheckpointSigner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes a member's checkpoints with their chunks, and removes them, in the open transaction. */
final class CheckpointWriter {
  private final Cluster cluster;
  private final RoundRecords records;
  private final Transactions transactions;
  private final Optional<CheckpointSigner> signer;
  private final AvroSerializer<AdapterChunk> chunks;
  private final AvroSerializer<Checkpoint> checkpoints;
  private final int partition;

  CheckpointWriter(
      Cluster cluster,
      MemberId member,
      RoundRecords records,
      Transactions transactions,
      Optional<CheckpointSigner> signer) {
    this.cluster = cluster;
    this.records = records;
    this.transactions = transactions;
    this.signer = signer;
    chunks = new AvroSerializer<>(cluster.registryClient());
    checkpoints = new AvroSerializer<>(cluster.registryClient());
    partition = member.partition(transactions.partitions(Topic.ADAPTER_CHUNKS));
  }

  /** The partition that holds its chunks. */
  int partition() {
    return partition;
  }

  /** Why no node would take a checkpoint, so that it may not be committed; empty where all may. */
  Optional<String> fault(Reached reached, Round.Publication publication) {
    Checkpoint draft = records.checkpoint(reached, publication, partition).build();
    return CheckpointRules.fault(records.key(draft.getVersion()), draft);
  }

  void publish(Reached reached, Round.Publication publication) {
    List<ByteBuffer> pieces = Chunks.cut(publication.adapter().bytes());
    String topic = cluster.topic(Topic.ADAPTER_CHUNKS);
    String key = records.key(reached.standing().version());
    List<Transactions.Sent> sent = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      byte[] value = chunks.serialize(topic, new AdapterChunk(pieces.get(i)));
      sent.add(transactions.send(Topic.ADAPTER_CHUNKS, partition, key + "/" + i, value));
    }
    // Others write to this partition too: readers go on from the first piece and pick by key.
    long first = sent.get(0).offset();
    Checkpoint checkpoint =
        records.checkpoint(reached, publication, partition).setChunkOffset(first).build();
    signer.ifPresent(found -> found.sign(checkpoint));
    String checkpointTopic = cluster.topic(Topic.CHECKPOINTS);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            checkpointTopic,
            key.getBytes(UTF_8),
            checkpoints.serialize(checkpointTopic, checkpoint));
    TraceParent.add(record.headers(), TraceParent.of(publication.span().getSpanContext()));
    transactions.send(record);
  }

  void remove(PublishedVersion expired) {
    String key = records.key(expired.version());
    // To all: where partitions were added since, the key would be looked for on another.
    for (int i = 0; i < transactions.partitions(Topic.CHECKPOINTS); i++) {
      transactions.send(Topic.CHECKPOINTS, i, key, null);
    }
    for (int i = 0; i < expired.chunks(); i++) {
      transactions.send(Topic.ADAPTER_CHUNKS, expired.partition(), key + "/" + i, null);
    }
  }
}
