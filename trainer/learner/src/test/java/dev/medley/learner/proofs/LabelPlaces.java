package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Loss;
import dev.medley.schemas.MicroBatch;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Skip;
import dev.medley.schemas.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a member's journal has the labels of its topic: each that the member has passed has to be
 * in one place, a micro-batch, a skip or a loss.
 *
 * @param passed labels of the member's task that lie before where it reads on
 * @param doubled places on the topic that the journal names more than once
 * @param missing passed labels that the journal names nowhere
 */
public record LabelPlaces(long passed, long doubled, long missing) {
  private record Place(int partition, long offset) {}

  public static LabelPlaces of(Cluster cluster, MemberJournal journal) {
    Map<Place, Integer> named = named(journal);
    Map<Integer, Long> next = journal.next();
    Topic topic = journal.id().kind().labelTopic();
    AvroDeserializer<? extends SpecificRecord> deserializer =
        new AvroDeserializer<>(cluster.registryClient(), topic.valueType().orElseThrow());
    long passed = 0;
    long missing = 0;
    for (ConsumerRecord<String, byte[]> record : Topics.read(cluster, topic)) {
      SpecificRecord label = deserializer.deserialize(record.topic(), record.value());
      Object task = label.get(label.getSchema().getField("task").pos());
      if (task.equals(journal.id().task())
          && record.offset() < next.getOrDefault(record.partition(), 0L)) {
        passed++;
        missing += named.containsKey(new Place(record.partition(), record.offset())) ? 0 : 1;
      }
    }
    return new LabelPlaces(
        passed, named.values().stream().filter(times -> times > 1).count(), missing);
  }

  private static Map<Place, Integer> named(MemberJournal journal) {
    Map<Place, Integer> named = new HashMap<>();
    journal.all(MicroBatch.class).stream()
        .flatMap(batch -> batch.getLabels().stream())
        .forEach(label -> count(named, label));
    journal.all(Skip.class).forEach(skip -> count(named, skip.getLabel()));
    for (Loss loss : journal.all(Loss.class)) {
      for (OffsetRange range : loss.getLabels()) {
        for (long offset = range.getFrom(); offset < range.getTo(); offset++) {
          named.merge(new Place(range.getPartition(), offset), 1, Integer::sum);
        }
      }
    }
    return named;
  }

  private static void count(Map<Place, Integer> named, PartitionOffset label) {
    named.merge(new Place(label.getPartition(), label.getOffset()), 1, Integer::sum);
  }

  public LabelPlaces plus(LabelPlaces other) {
    return new LabelPlaces(passed + other.passed, doubled + other.doubled, missing + other.missing);
  }
}
