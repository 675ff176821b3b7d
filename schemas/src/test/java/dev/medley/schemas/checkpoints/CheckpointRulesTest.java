package dev.medley.schemas.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule, broken once. */
final class CheckpointRulesTest {
  private static Checkpoint good() {
    return Checkpoint.newBuilder()
        .setTask("Email")
        .setMember("my-sft")
        .setVersion(3)
        .setParent(2)
        .setBaseDigest("ab".repeat(32))
        .setAdapterDigest("cd".repeat(32))
        .setFiles(List.of(config(21), model(2_000_000)))
        .setChunks(3)
        .setChunkPartition(1)
        .setChunkOffset(0)
        .setLabelTopic("supervision")
        .setTrainedThrough(List.of())
        .setEditsSeen(30)
        .setSteps(3)
        .setNewestEditAt(Instant.ofEpochMilli(1_700_000_000_000L))
        .setHeldOut(Map.of(HeldOutFigures.LOSS, 1.5))
        .setCreatedAt(Instant.ofEpochMilli(1_700_000_001_000L))
        .build();
  }

  @Test
  void shouldPassARightRecord() {
    // When
    Optional<String> fault = CheckpointRules.fault("Email/my-sft/3", good());

    // Then
    assertThat(fault).isEmpty();
  }

  @Test
  void shouldRefuseAKeyOfAnotherCheckpoint() {
    // When
    Optional<String> fault = CheckpointRules.fault("Email/my-sft/4", good());

    // Then
    assertThat(fault.orElseThrow()).contains("key");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("task is no name", c -> c.setTask("../evil")),
        fault("task is no name", c -> c.setTask("a/b")),
        fault("task is no name", c -> c.setTask("")),
        fault("task is no name", c -> c.setTask("a\n")),
        fault("task is no name", c -> c.setTask("a".repeat(101))),
        fault("member is no name", c -> c.setMember("..")),
        fault("member is no name", c -> c.setMember(".hidden")),
        fault("base and unknown", c -> c.setMember("base")),
        fault("base and unknown", c -> c.setMember("Unknown")),
        fault("base model's", c -> c.setTask("base")),
        fault("version is 0", c -> c.setVersion(0)),
        fault("adapter's digest", c -> c.setAdapterDigest("AB".repeat(32))),
        fault("base's digest", c -> c.setBaseDigest("CD".repeat(32))),
        fault("base's digest", c -> c.setBaseDigest("x".repeat(70_000))),
        fault("250 characters", c -> c.setLabelTopic("x".repeat(250))),
        fault("1 figures", c -> c.setHeldOut(Map.of("x".repeat(101), 1.0))),
        fault("1 files", c -> c.setFiles(c.getFiles().subList(0, 1))),
        fault("3 files", c -> c.setFiles(List.of(config(9), model(9), model(9)))),
        fault("2 files", c -> c.setFiles(List.of(model(9), model(9)))),
        fault("2 files", c -> c.setFiles(List.of(config(9), file("../../authorized_keys", 9)))),
        fault("2 files", c -> c.setFiles(List.of(config(9), file("/etc/passwd", 9)))),
        fault("0 bytes", c -> c.setFiles(List.of(config(9), model(0)))),
        fault("-5 bytes", c -> c.setFiles(List.of(config(-5), model(9)))),
        fault("bytes: need", c -> c.setFiles(List.of(config((1 << 20) + 1), model(9)))),
        fault("bytes: need", c -> c.setFiles(List.of(config(9), model(Long.MAX_VALUE)))),
        fault("2 chunks", c -> c.setChunks(2)),
        fault("0 chunks", c -> c.setChunks(0)),
        fault("2147483647 chunks", c -> c.setChunks(Integer.MAX_VALUE)),
        fault("partition -1", c -> c.setChunkPartition(-1)),
        fault("offset -1", c -> c.setChunkOffset(-1)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void shouldRefuseWithTheReason(String reason, Consumer<Checkpoint> fault) {
    // Given
    Checkpoint checkpoint = good();
    fault.accept(checkpoint);

    // When
    Optional<String> found =
        CheckpointRules.fault(CheckpointKey.of(checkpoint).toString(), checkpoint);

    // Then
    assertThat(found.orElseThrow())
        .contains(reason)
        .doesNotContain("evil", "passwd", "authorized_keys");
  }

  private static Arguments fault(String reason, Consumer<Checkpoint> fault) {
    return Arguments.of(reason, fault);
  }

  private static AdapterFile config(long size) {
    return file(AdapterLayout.CONFIG, size);
  }

  private static AdapterFile model(long size) {
    return file(AdapterLayout.WEIGHTS, size);
  }

  private static AdapterFile file(String name, long size) {
    return new AdapterFile(name, size);
  }
}
