package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The state, and the events in it, as bytes. */
final class KnownSerializerTest {
  private final DataOutputSerializer out = new DataOutputSerializer(16);

  static Stream<Known> all() {
    Event generation = JoinHarness.event("géneration-\uD83D\uDE00", 5);
    generation.offset = 1L << 40;
    generation.partition = 3;
    generation.user = "user";
    generation.content = -1;
    generation.eventTime = 4;
    Event edit = JoinHarness.editOf("id", 7, "text", -6);
    edit.inline = true;
    Known full = new Known();
    full.generation = generation;
    full.add(edit);
    full.add(JoinHarness.editOf("id", 8, "", 9));
    full.labelled = 6;
    full.closesAt = 10;
    full.settlesAt = 11;
    full.settlesSince = 12;
    full.settlesOnClock = 13;
    full.conflicts = 14;
    return Stream.of(full, new Known());
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldReadWhatItWrote(Known known) throws Exception {
    // Given
    KnownSerializer.INSTANCE.serialize(known, out);

    // When
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    Known read = KnownSerializer.INSTANCE.deserialize(in);

    // Then
    assertThat(read).usingRecursiveComparison().isEqualTo(known);
    assertThat(in.available()).isZero();
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldCopyAllThatItHolds(Known known) {
    // When
    Known copy = KnownSerializer.INSTANCE.copy(known);

    // Then
    assertThat(copy).isNotSameAs(known).usingRecursiveComparison().isEqualTo(known);
  }

  @Test
  void shouldNameAVersionThatItDoesNotKnow() {
    // Given
    DataInputDeserializer in = new DataInputDeserializer(new byte[] {3});

    // When, Then
    assertThatThrownBy(() -> KnownSerializer.INSTANCE.deserialize(in))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 3, this job reads 2");
  }
}
