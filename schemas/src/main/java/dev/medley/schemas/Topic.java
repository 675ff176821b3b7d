package dev.medley.schemas;

import static dev.medley.schemas.Topic.Cleanup.COMPACT;
import static dev.medley.schemas.Topic.Cleanup.DELETE;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Every topic of Medley: what it holds, its key, its cleanup and the largest record it takes. */
public enum Topic {
  GENERATIONS("generations", Generation.class, "generation id", DELETE, 20),
  EDITS("edits", Edit.class, "generation id", DELETE, 20),
  SUPERVISION("supervision", Supervision.class, "generation id", DELETE, 4),
  PREFERENCE("preference", Preference.class, "generation id", DELETE, 4),
  COST("cost", Cost.class, "generation id", DELETE, 4),
  CHECKPOINTS("checkpoints", Checkpoint.class, "task/member/version", COMPACT, 1),
  ADAPTER_CHUNKS("adapter-chunks", AdapterChunk.class, "task/member/version/index", COMPACT, 1),
  TRAINER_JOURNAL("trainer-journal", JournalEntry.class, "task/member", DELETE, 1),
  TRAINER_MANIFESTS("trainer-manifests", TrainerManifest.class, "task/member", COMPACT, 1),
  TRAINER_STATE("trainer-state", TrainerState.class, "task/member/round/index", COMPACT, 1),
  MEMBER_STATUS("member-status", MemberStatus.class, "task/member", COMPACT, 1),
  ARM_STATISTICS("arm-statistics", ArmStatistics.class, "task/arm", COMPACT, 1),
  CONTROL("control", Control.class, "task", COMPACT, 1),
  GENERATIONS_DEAD_LETTERS("generations.dead-letters", null, "the original's", DELETE, 21),
  EDITS_DEAD_LETTERS("edits.dead-letters", null, "the original's", DELETE, 21),
  SUPERVISION_DEAD_LETTERS("supervision.dead-letters", null, "the original's", DELETE, 5),
  PREFERENCE_DEAD_LETTERS("preference.dead-letters", null, "the original's", DELETE, 5),
  COST_DEAD_LETTERS("cost.dead-letters", null, "the original's", DELETE, 5);

  /** How the broker forgets: by age, or all but the newest record of a key. */
  public enum Cleanup {
    DELETE,
    COMPACT
  }

  private final String baseName;
  private final Class<? extends SpecificRecord> valueType;
  private final String key;
  private final Cleanup cleanup;
  private final int maxMegabytes;

  Topic(
      String baseName,
      Class<? extends SpecificRecord> valueType,
      String key,
      Cleanup cleanup,
      int maxMegabytes) {
    this.baseName = baseName;
    this.valueType = valueType;
    this.key = key;
    this.cleanup = cleanup;
    this.maxMegabytes = maxMegabytes;
  }

  /** The topic's name behind a prefix; the prefix may be empty. */
  public String name(String prefix) {
    return prefix + baseName;
  }

  /** Where what can't be used of this topic lies; empty where there is no such topic. */
  public Optional<Topic> deadLetters() {
    return Arrays.stream(values())
        .filter(topic -> topic.baseName.equals(baseName + ".dead-letters"))
        .findFirst();
  }

  /** The records' type; empty for dead letters, which hold the original bytes. */
  public Optional<Class<? extends SpecificRecord>> valueType() {
    return Optional.ofNullable(valueType);
  }

  /** What the key says, for people. */
  public String key() {
    return key;
  }

  public Cleanup cleanup() {
    return cleanup;
  }

  /** Bytes of the largest record batch that the topic takes. */
  public int maxMessageBytes() {
    return maxMegabytes << 20;
  }

  /** Bytes that a client must be allowed to send or fetch to use any topic. */
  public static int largestMessageBytes() {
    return Arrays.stream(values()).mapToInt(Topic::maxMessageBytes).max().orElseThrow();
  }

  /** All topics, in the order of the flow. */
  public static List<Topic> all() {
    return List.of(values());
  }
}
