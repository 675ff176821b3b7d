package dev.medley.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far consumer groups are behind; transaction markers count as records. */
public final class GroupLag implements AutoCloseable {
  private final Admin admin;
  private final Duration timeout;

  /**
   * @param timeout longest wait for one answer of the broker
   */
  public GroupLag(Cluster cluster, Duration timeout) {
    this.timeout = requireNonNull(timeout, "timeout is null");
    admin = Admin.create(cluster.client());
  }

  /**
   * Records that each group has yet to commit, by its id; empty where the broker does not say.
   *
   * @param wanted ids of the groups that are asked about
   */
  public Optional<Map<String, Long>> of(Predicate<String> wanted) throws InterruptedException {
    try {
      Map<String, ListConsumerGroupOffsetsSpec> groups =
          get(admin.listGroups().all()).stream()
              .map(GroupListing::groupId)
              .filter(wanted)
              .collect(
                  Collectors.toMap(Function.identity(), id -> new ListConsumerGroupOffsetsSpec()));
      if (groups.isEmpty()) {
        return Optional.of(Map.of());
      }
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
          get(admin.listConsumerGroupOffsets(groups).all());
      Map<TopicPartition, OffsetSpec> asked =
          committed.values().stream()
              .flatMap(offsets -> offsets.keySet().stream())
              .distinct()
              .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
      if (asked.isEmpty()) {
        return Optional.of(
            groups.keySet().stream()
                .collect(
                    Collectors.toMap(Function.identity(), group -> 0L, Long::sum, TreeMap::new)));
      }
      Map<TopicPartition, ListOffsetsResultInfo> ends =
          get(
              admin
                  .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                  .all());
      Map<String, Long> lag = new TreeMap<>();
      committed.forEach((group, offsets) -> lag.put(group, behind(offsets, ends)));
      return Optional.of(lag);
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private static long behind(
      Map<TopicPartition, OffsetAndMetadata> offsets,
      Map<TopicPartition, ListOffsetsResultInfo> ends) {
    return offsets.entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .mapToLong(entry -> ends.get(entry.getKey()).offset() - entry.getValue().offset())
        .map(lag -> Math.max(0, lag))
        .sum();
  }

  private <T> T get(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
