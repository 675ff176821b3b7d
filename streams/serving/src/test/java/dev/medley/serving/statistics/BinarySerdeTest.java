package dev.medley.serving.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.ensemble.costs.CostHistory;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** The statistics' state as bytes: today's, and those that 0.1.0 wrote. */
final class BinarySerdeTest {
  private static final long AT = 1_700_000_000_000L;

  @Test
  void shouldReadWhatItWrote() {
    // Given
    Play play = new Play("email", "sft", AT, Play.State.ANSWERED, true, 3, 2.5, 0.75);
    ArmTotal total =
        new ArmTotal(
            CostHistory.EMPTY.plus(AT, 0.75),
            CostHistory.EMPTY.plus(AT, 0).plus(AT + 1, 1),
            CostHistory.EMPTY.plus(AT, 0),
            2.5,
            1,
            2,
            3,
            4);

    // When
    byte[] bytes = BinarySerde.totals().serializer().serialize("totals", total);

    // Then
    assertThat(BinarySerde.totals().deserializer().deserialize("totals", bytes)).isEqualTo(total);
    ArmChange change = new ArmChange(-1, play);
    assertThat(
            BinarySerde.changes()
                .deserializer()
                .deserialize("", BinarySerde.changes().serializer().serialize("", change)))
        .isEqualTo(change);
  }

  @Test
  void shouldReadATotalThatSaysNothingOfSilence() {
    // Given
    ArmTotal total =
        new ArmTotal(
            CostHistory.EMPTY, CostHistory.EMPTY.plus(AT, 0), CostHistory.EMPTY, 2.5, 1, 2, 3, 4);
    byte[] bytes = BinarySerde.totals().serializer().serialize("totals", total);

    // When
    ArmTotal read =
        BinarySerde.totals()
            .deserializer()
            .deserialize("totals", Arrays.copyOf(bytes, bytes.length - Integer.BYTES));

    // Then
    assertThat(read).isEqualTo(total);
  }

  @Test
  void shouldReadThePlaysAndChangesOfTheReleaseBefore() {
    // When
    Play play = BinarySerde.plays().deserializer().deserialize("plays", Past.ANSWERED);

    // Then
    assertThat(play).isEqualTo(new Play("email", "sft", AT, Play.State.ANSWERED, false, 1, 3, 1));
    assertThat(BinarySerde.plays().deserializer().deserialize("plays", Past.WAITING).state())
        .isEqualTo(Play.State.WAITING);
    assertThat(BinarySerde.changes().deserializer().deserialize("by-arm", Past.CHANGE))
        .isEqualTo(new ArmChange(1, play));
  }

  @Test
  void shouldReadTheTotalsOfTheReleaseBefore() {
    // When
    ArmTotal total = BinarySerde.totals().deserializer().deserialize("totals", Past.TOTAL);

    // Then
    assertThat(total.charges()).isEqualTo(CostHistory.EMPTY.plus(AT, 1).plus(AT + 500, 0.25));
    assertThat(total.responses()).isEqualTo(CostHistory.EMPTY.plus(AT, 0).plus(AT + 500, 0));
    assertThat(total.costSum()).isEqualTo(3.25);
    assertThat(total.answered()).isEqualTo(2);
    assertThat(total.waiting()).isEqualTo(1);
    assertThat(total.silent()).isEqualTo(1);
  }

  @Test
  void shouldNameAFormatThatItDoesNotKnow() {
    // Given
    byte[] newer = HexFormat.of().parseHex("0400");

    // When, Then
    assertThatThrownBy(() -> BinarySerde.totals().deserializer().deserialize("totals", newer))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("totals holds format 4");
  }
}
