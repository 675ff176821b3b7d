package dev.medley.local.status;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.CompactedTopic;
import dev.medley.kafka.Place;
import dev.medley.schemas.MemberStatus;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** What the trainer said last of each member of some tasks. Used by one thread. */
public final class MemberStates implements AutoCloseable {
  private final List<String> tasks;
  private final CompactedTopic<MemberStatus> topic;
  private final TreeMap<String, MemberStatus> newest = new TreeMap<>();

  public MemberStates(Cluster cluster, List<String> tasks) {
    this.tasks = List.copyOf(tasks);
    this.topic =
        CompactedTopic.follow(
            cluster,
            Topic.MEMBER_STATUS,
            MemberStatus.class,
            (key, status) -> key.equals(key(status)));
  }

  static String key(MemberStatus status) {
    return status.getTask() + "/" + status.getMember();
  }

  /** Reads what has come since. */
  void read() {
    topic.poll(
        Duration.ZERO,
        new CompactedTopic.Listener<>() {
          @Override
          public void put(String key, MemberStatus status, Place place) {
            if (tasks.contains(status.getTask())) {
              newest.put(key, status);
            }
          }

          @Override
          public void removed(String key) {
            newest.remove(key);
          }

          @Override
          public void unreadable(Place place, String reason) {
            // What was said before grows old, which is shown.
          }
        });
  }

  /** By task and member, as of the last {@link #read}. */
  List<MemberStatus> all() {
    return List.copyOf(newest.values());
  }

  @Override
  public void close() {
    topic.close();
  }
}
