package dev.medley.learner.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Label;
import dev.medley.learner.memory.HeldOut;
import dev.medley.learner.memory.MemoryState;
import dev.medley.learner.memory.Watched;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.lm.loss.Example;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemberStateCodecTest {
  private static final MemberState STATE =
      state(
          List.of(
              new Watched(
                  new ContextHash(5),
                  new int[] {7},
                  Optional.of("A cat, at 14:30."),
                  0,
                  Optional.empty()),
              new Watched(
                  new ContextHash(6), new int[] {8}, Optional.empty(), 0, Optional.empty())));

  private static final long NOBODY = Label.NAMELESS;

  private static MemberState state(List<Watched> contexts) {
    return state(contexts, NOBODY, false, RateFactor.FULL);
  }

  private static MemberState state(
      List<Watched> contexts, long author, boolean enough, RateFactor rateFactor) {
    return new MemberState(
        Map.of("a.lora_A", new float[] {1f, -0.5f}),
        Map.of("exp_avg.a.lora_A", new float[] {Float.MIN_VALUE, Float.MAX_VALUE}),
        7,
        2,
        rateFactor,
        6,
        new MemoryState(
            -3,
            List.of(
                new HeldOut(
                    new ContextHash(4),
                    new Example(new int[] {1, 2}, new int[] {3}, null, 0),
                    author,
                    enough)),
            enough,
            List.of(
                new Example(
                    new int[] {1}, new int[] {4}, new int[] {5, 6}, 0.25f, new float[] {3})),
            Map.of(Long.MIN_VALUE, 5),
            Map.of("sft", 9L),
            contexts),
        Map.of("inverse.0", new double[] {Math.PI, Double.MIN_VALUE}),
        List.of(new PublishedVersion(12, 3, 1)));
  }

  @Test
  void shouldReadBackWhatItWrote() {
    // Given
    Watched watched =
        new Watched(new ContextHash(6), new int[] {8}, Optional.empty(), 7, Optional.empty());
    MemberState written = state(List.of(watched), 7, true, new RateFactor(0.25));

    // When
    MemberState read = MemberStateCodec.decode(MemberStateCodec.encode(written));

    // Then
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
  }

  @Test
  void shouldReadWhatEarlierVersionsWrote() throws Exception {
    // When
    MemberState costs = MemberStateCodec.decode(recorded(2));
    MemberState responses = MemberStateCodec.decode(recorded(3));
    MemberState full = MemberStateCodec.decode(recorded(4));

    // Then
    assertThat(costs).usingRecursiveComparison().isEqualTo(state(List.of()));
    assertThat(responses).usingRecursiveComparison().isEqualTo(state(List.of()));
    assertThat(full).usingRecursiveComparison().isEqualTo(STATE);
  }

  /** Bytes that a trainer of that version wrote. */
  private static byte[] recorded(int version) throws IOException {
    try (InputStream in =
        MemberStateCodecTest.class.getResourceAsStream("member-state-%d.bin".formatted(version))) {
      return in.readAllBytes();
    }
  }

  @Test
  void shouldRefuseAnotherVersionAndBytesThatAreNotAllOfAState() {
    // Given
    byte[] bytes = MemberStateCodec.encode(STATE);
    byte[] newer = bytes.clone();
    newer[3] = 99;
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    byte[] most = bytes.clone();
    // The number of LoRA's arrays.
    ByteBuffer.wrap(most).putInt(44, Integer.MAX_VALUE);
    byte[] negative = bytes.clone();
    ByteBuffer.wrap(negative).putInt(44, -1);

    for (byte[] broken : List.of(newer, longer, most, negative)) {
      // When
      assertThatThrownBy(() -> MemberStateCodec.decode(broken))
          // Then
          .isInstanceOf(RefusedStateException.class)
          .hasMessageContaining("retrain --from-beginning");
    }
  }

  @Test
  void shouldRefuseBytesThatEndEarly() {
    // Given
    byte[] bytes = MemberStateCodec.encode(STATE);

    // When
    assertThatThrownBy(() -> MemberStateCodec.decode(Arrays.copyOf(bytes, bytes.length - 1)))

        // Then
        .isInstanceOf(RefusedStateException.class)
        .hasMessageContaining("ends too early");
  }
}
