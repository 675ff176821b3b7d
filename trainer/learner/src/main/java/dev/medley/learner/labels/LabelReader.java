package dev.medley.learner.labels;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.NewPartitions;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.schemas.TraceParent;
import dev.medley.schemas.names.RecordRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task's labels on one topic, in the order of each partition. What was taken is what {@link
 * #nextOffsets()} leaves behind; what was only polled is not.
 */
public final class LabelReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LabelReader.class);
  private static final int BUFFERED = 500;

  private record Entry(
      TopicPartition partition, long offset, Instant writtenAt, String traceParent, Label label) {}

  private final String task;
  private final AvroDeserializer<? extends SpecificRecord> deserializer;
  private final Consumer<byte[], byte[]> consumer;
  private final NewPartitions partitions;
  private final Deque<ConsumerRecord<byte[], byte[]>> raw = new ArrayDeque<>();
  private final Deque<Entry> labels = new ArrayDeque<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private long unreadable;
  private long consumed;
  private Instant writtenAt = Instant.EPOCH;
  private String traceParent;

  /**
   * Opens the member's topic where its last round ended.
   *
   * @throws RefusedStateException where retention has removed labels that were not read yet
   */
  public LabelReader(Cluster cluster, MemberId member, Collection<PartitionOffset> nextOffsets) {
    this.task = requireNonNull(member, "member is null").task();
    String topic = cluster.topic(member.kind().labelTopic());
    this.deserializer =
        new AvroDeserializer<>(
            cluster.registryClient(), member.kind().labelTopic().valueType().orElseThrow());
    Map<String, Object> properties = cluster.consumer();
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, member.clientName(cluster.prefix()));
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(BUFFERED));
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions = new NewPartitions(consumer, topic);
    try {
      takeNewPartitions();
      seek(member, topic, nextOffsets);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Those that were added are read from their first label. */
  private void takeNewPartitions() {
    List<TopicPartition> added = partitions.look();
    if (!added.isEmpty()) {
      Map<TopicPartition, Long> earliest = consumer.beginningOffsets(added);
      partitions.assign(added);
      earliest.forEach(consumer::seek);
      next.putAll(earliest);
    }
  }

  private void seek(MemberId member, String topic, Collection<PartitionOffset> nextOffsets) {
    for (PartitionOffset resumed : nextOffsets) {
      TopicPartition partition = new TopicPartition(topic, resumed.getPartition());
      if (!next.containsKey(partition)) {
        throw new RefusedStateException(
            "%s: next is offset %d of %s, which is missing: was the topic made anew? Build the member anew: learner retrain --from-beginning --as NAME"
                .formatted(member, resumed.getOffset(), partition));
      }
      long first = next.get(partition);
      if (resumed.getOffset() < first) {
        throw new RefusedStateException(
            ("%s: next is offset %d of %s, but the earliest there is %d: retention has removed"
                    + " labels that it never read; keep labels longer, and build the member anew:"
                    + " learner retrain --from-beginning --as NAME")
                .formatted(member, resumed.getOffset(), partition, first));
      }
      next.put(partition, resumed.getOffset());
      consumer.seek(partition, resumed.getOffset());
    }
  }

  /** Fetches what has arrived, without waiting. */
  public void poll() {
    try {
      takeNewPartitions();
    } catch (RetriableException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("New partitions wait for the broker");
    }
    if (raw.size() + labels.size() < BUFFERED) {
      consumer.poll(Duration.ZERO).forEach(raw::addLast);
    }
    try {
      while (!raw.isEmpty()) {
        ConsumerRecord<byte[], byte[]> record = raw.peekFirst();
        labels.addLast(
            new Entry(
                new TopicPartition(record.topic(), record.partition()),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                TraceParent.of(record.headers()),
                decode(record)));
        raw.removeFirst();
      }
    } catch (RegistryUnavailableException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Labels wait for the schema registry");
    }
    skipOthers();
  }

  private Label decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      SpecificRecord value = deserializer.deserialize(record.topic(), record.value());
      return value == null ? null : ownOrNull(record, value);
    } catch (SerializationException e) {
      skip(record, e.getMessage());
      return null;
    }
  }

  private Label ownOrNull(ConsumerRecord<byte[], byte[]> record, SpecificRecord value) {
    Label label = Label.of(value);
    if (!label.task().equals(task)) {
      return null;
    }
    // What the member keeps of a label must fit its state at every commit.
    Optional<String> fault = RecordRules.label(value);
    fault.ifPresent(reason -> skip(record, reason));
    return fault.isPresent() ? null : label;
  }

  private void skip(ConsumerRecord<byte[], byte[]> record, String reason) {
    unreadable++;
    LOG.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", reason)
        .log("Skipped a label that can't be used");
  }

  /** How many labels of the task can be taken now. */
  public int available() {
    return (int) labels.stream().filter(entry -> entry.label() != null).count();
  }

  /** The next label of the task; there must be one available. */
  public Label take() {
    Entry entry = labels.removeFirst();
    writtenAt = entry.writtenAt();
    traceParent = entry.traceParent();
    advance(entry);
    skipOthers();
    return requireNonNull(entry.label(), "no label is available");
  }

  /** When the label that was taken last was written to Kafka. */
  public Instant writtenAt() {
    return writtenAt;
  }

  /** The trace of the edit behind the label that was taken last; null where it has none. */
  public String traceParent() {
    return traceParent;
  }

  /** For how long the oldest label has waited; zero where none does. */
  public Duration waited() {
    Optional<Instant> since =
        labels.isEmpty()
            ? raw.stream().findFirst().map(record -> Instant.ofEpochMilli(record.timestamp()))
            : Optional.of(labels.getFirst().writtenAt());
    return since
        .map(written -> Duration.between(written, Instant.now()))
        .filter(waited -> !waited.isNegative())
        .orElse(Duration.ZERO);
  }

  private void skipOthers() {
    while (!labels.isEmpty() && labels.peekFirst().label() == null) {
      advance(labels.removeFirst());
    }
  }

  private void advance(Entry entry) {
    next.put(entry.partition(), entry.offset() + 1);
    consumed++;
  }

  /** Where a reader goes on that knows all labels taken so far. */
  public List<PartitionOffset> nextOffsets() {
    return next.keySet().stream()
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .map(partition -> new PartitionOffset(partition.partition(), nextOffset(partition)))
        .toList();
  }

  private long nextOffset(TopicPartition partition) {
    boolean waiting =
        labels.stream().anyMatch(entry -> entry.partition().equals(partition))
            || raw.stream()
                .anyMatch(
                    record ->
                        record.partition() == partition.partition()
                            && record.topic().equals(partition.topic()));
    // Nothing waits: the position is past transaction markers too, so lag falls to 0.
    return waiting ? next.get(partition) : consumer.position(partition);
  }

  /** The group under which the member's lag shows. */
  public ConsumerGroupMetadata group() {
    return consumer.groupMetadata();
  }

  /** Records behind the end of the topic that were not taken yet. */
  public long lag() {
    long behind = (long) raw.size() + labels.size();
    for (TopicPartition partition : next.keySet()) {
      behind += consumer.currentLag(partition).orElse(0);
    }
    return behind;
  }

  /** Whether all that is on the topic now was taken, but for fewer labels than so many. */
  public boolean caughtUp(int labels) {
    // Asked for anew: before the first fetch the consumer's own lag is that of the beginning.
    return raw.isEmpty()
        && available() < labels
        && consumer.endOffsets(next.keySet()).entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Records taken since the start, other tasks' among them. */
  public long consumed() {
    return consumed;
  }

  /**
   * Records that could not be read, or broke the contract's rules, and were skipped since start.
   */
  public long unreadable() {
    return unreadable;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
