package dev.medley.learner.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.learner.labels.Taken;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** Readers of the member a/sft, and what tests do with them. */
final class Readers {
  static final MemberId SFT = new MemberId("a", MemberKind.SFT);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Readers() {}

  static OneReader open(Cluster cluster, PartitionOffset... nextOffsets) {
    return new OneReader(cluster, List.of(nextOffsets));
  }

  static PartitionOffset at(int partition, long offset) {
    return new PartitionOffset(partition, offset);
  }

  static void until(BooleanSupplier done) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("done within %s", PATIENCE).isLessThan(deadline);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  static List<Taken> takeAll(OneReader reader) {
    List<Taken> taken = new ArrayList<>();
    while (reader.available() > 0) {
      taken.add(reader.take());
    }
    return taken;
  }

  static List<String> ids(List<Taken> taken) {
    return taken.stream().map(one -> one.label().identity().generationId()).toList();
  }

  /** As retention does. */
  static void deleteBefore(Cluster cluster, int partition, long offset) throws Exception {
    TopicPartition where = new TopicPartition(cluster.topic(Topic.SUPERVISION), partition);
    try (Admin admin = Admin.create(cluster.client())) {
      admin.deleteRecords(Map.of(where, RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }
}
