package dev.medley.schemas.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.LiveLane;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.checkpoints.Sha256;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is signed never changes, as signatures that were made once are verified for years. */
final class ManifestBytesTest {
  private static final List<OffsetRange> RANGES = List.of(new OffsetRange(0, 3L, 5L, null, null));

  @Test
  void shouldGiveTheBytesThatEarlierSignaturesAreOver() {
    // Given
    Checkpoint plain = SigningTest.checkpoint();
    Checkpoint rolledBack = Checkpoint.newBuilder(plain).setForgotten(RANGES).build();
    Checkpoint inexact =
        Checkpoint.newBuilder(rolledBack).setLost(RANGES).setReproducible(false).build();
    Checkpoint newFirst =
        Checkpoint.newBuilder(inexact)
            .setForgotten(List.of(new OffsetRange(0, 3L, 5L, Instant.ofEpochMilli(4), null)))
            .setLive(new LiveLane(Instant.ofEpochMilli(4), List.of(new PartitionOffset(0, 9L))))
            .build();

    // When
    List<String> digests =
        List.of(plain, rolledBack, inexact, newFirst).stream()
            .map(checkpoint -> Sha256.of(ManifestBytes.of(checkpoint)))
            .toList();

    // Then
    assertThat(digests)
        .containsExactly(
            "27678194236a065c5cc432b8af7afc23ecc6538b959fe0826e554b4f729a2fcb",
            "68473a9655d6c7ab8988c55e61c1061376e060b7d649779e38ac323bf00911ea",
            "22f982ba1179c18913112879877ef42d149adc4b4cb3833e3035c7fdd1a7f07a",
            "9abd0b43f79334941d3edcdcd10230a7b102c71fd8374a74d4df6a92679506a2");
  }
}
