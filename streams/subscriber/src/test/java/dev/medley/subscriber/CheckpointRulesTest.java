package dev.medley.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule, broken once. */
final class CheckpointRulesTest {
  private static Checkpoint good() {
    return Adapters.record("email", "sft", 3, Adapters.adapter(2_000_000, 1));
  }

  @Test
  void shouldPassARightRecord() {
    assertThatCode(() -> CheckpointRules.check("email/sft/3", good(), Adapters.BASE_DIGEST))
        .doesNotThrowAnyException();
    assertThatCode(() -> CheckpointRules.check("email/sft/3", good(), ""))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseAKeyOfAnotherCheckpoint() {
    // When
    Throwable refusal =
        catchThrowable(() -> CheckpointRules.check("email/sft/4", good(), Adapters.BASE_DIGEST));

    // Then
    assertThat(refusal).isInstanceOf(RefusedException.class).hasMessageContaining("key");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("task's name", c -> c.setTask("../evil")),
        fault("task's name", c -> c.setTask("a/b")),
        fault("task's name", c -> c.setTask("")),
        fault("task's name", c -> c.setTask("a\n")),
        fault("task's name", c -> c.setTask("a".repeat(101))),
        fault("member's name", c -> c.setMember("..")),
        fault("member's name", c -> c.setMember(".hidden")),
        fault("member's name", c -> c.setMember("SFT")),
        fault("without an adapter", c -> c.setMember("base")),
        fault("version is 0", c -> c.setVersion(0)),
        fault("64 hex digits", c -> c.setAdapterDigest("AB".repeat(32))),
        fault("another base", c -> c.setBaseDigest("cd".repeat(32))),
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
    Throwable refusal =
        catchThrowable(
            () ->
                CheckpointRules.check(
                    MemberName.key(checkpoint), checkpoint, Adapters.BASE_DIGEST));

    // Then
    assertThat(refusal).isInstanceOf(RefusedException.class).hasMessageContaining(reason);
    assertThat(refusal.getMessage()).doesNotContain("evil", "passwd", "authorized_keys");
  }

  private static Arguments fault(String reason, Consumer<Checkpoint> fault) {
    return Arguments.of(reason, fault);
  }

  private static AdapterFile config(long size) {
    return file(CheckpointRules.CONFIG_FILE, size);
  }

  private static AdapterFile model(long size) {
    return file(CheckpointRules.MODEL_FILE, size);
  }

  private static AdapterFile file(String name, long size) {
    return new AdapterFile(name, size);
  }
}
