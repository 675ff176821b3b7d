package dev.medley.learner.labels;

import static java.util.Comparator.comparingLong;

import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.RegistryUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A member's labels of all partitions that were fetched and not taken, in the order they came. */
final class WaitingLabels {
  private final LabelDecoder decoder;
  private final Map<Integer, PartitionLabels> partitions = new TreeMap<>();
  private final Outage registry = new Outage("Labels wait for the schema registry");
  private long arrivals;
  private long passed;

  WaitingLabels(LabelDecoder decoder) {
    this.decoder = decoder;
  }

  PartitionLabels of(int partition) {
    return partitions.computeIfAbsent(partition, added -> new PartitionLabels());
  }

  /** Decodes what was fetched, and passes what is not the member's; waits for the registry. */
  void decode() {
    try {
      partitions.values().forEach(this::decode);
      registry.end();
    } catch (RegistryUnavailableException e) {
      registry.begin(e);
    }
  }

  private void decode(PartitionLabels labels) {
    ConsumerRecord<byte[], byte[]> record = labels.rawOrNull();
    while (record != null) {
      Optional<Taken> own = decoder.own(record);
      if (own.isPresent()) {
        labels.decoded(own.get(), arrivals++);
      } else {
        labels.pass();
        passed++;
      }
      record = labels.rawOrNull();
    }
  }

  /** The one that came first. */
  Taken take() {
    return first().take();
  }

  /** Where the one that came first lies. */
  PartitionOffset next() {
    return first().first().orElseThrow().taken().place();
  }

  private PartitionLabels first() {
    return partitions.values().stream()
        .filter(labels -> labels.first().isPresent())
        .min(comparingLong(labels -> labels.first().orElseThrow().arrival()))
        .orElseThrow(() -> new NoSuchElementException("no label is available"));
  }

  /** How many records were not the member's, or can't be used. */
  long passed() {
    return passed;
  }

  /** How many labels can be taken. */
  int available() {
    return partitions.values().stream().mapToInt(PartitionLabels::available).sum();
  }

  /** How many labels, and records that are not decoded yet. */
  int size() {
    return partitions.values().stream().mapToInt(PartitionLabels::size).sum();
  }

  /** For how long the label that came first has been here; zero where none waits. */
  Duration oldestHere() {
    long now = System.nanoTime();
    return partitions.values().stream()
        .flatMap(labels -> labels.first().stream())
        .map(first -> Duration.ofNanos(now - first.nanos()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** How long ago the oldest was written, by its timestamp; zero where none waits. */
  Duration waited() {
    return partitions.values().stream()
        .flatMap(labels -> labels.writtenAt().stream())
        .min(Instant::compareTo)
        .map(written -> Duration.between(written, Instant.now()))
        .filter(waited -> !waited.isNegative())
        .orElse(Duration.ZERO);
  }
}
