package dev.medley.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Examples;
import dev.medley.learner.labels.Label;
import dev.medley.learner.labels.LabelIdentity;
import dev.medley.learner.settings.DeploymentSecret;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.loss.Example;
import dev.medley.lm.pretrain.BpeTrainer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelMemoryTest {
  @TempDir static Path folder;
  private static ChatTokenizer tokenizer;

  @BeforeAll
  static void load() throws Exception {
    BpeTrainer.train(Stream.of("the cat"), 270).write(folder);
    tokenizer = ChatTokenizer.load(folder);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void shouldLearnALaterRevisionOnceAndNothingTwice() {
    // Given
    LabelMemory memory = memory(Staleness.OFF);

    // When
    List<Integer> learnt =
        Stream.of(1, 1, 3, 2, 3)
            .map(revision -> take(memory, List.of(label("g", revision, 0, 0))).size())
            .toList();

    // Then
    assertThat(learnt).containsExactly(1, 0, 1, 0, 0);
    assertThat(memory.fates())
        .isEqualTo(Map.of(LabelMemory.Fate.LEARNT, 2L, LabelMemory.Fate.REPEATED, 3L));
    assertThat(memory.editsSeen()).isEqualTo(2);
  }

  @Test
  void shouldForgetTheOldestGenerationOnly() {
    // Given
    SeenLabels seen = new SeenLabels(Map.of());
    IntStream.range(0, SeenLabels.CAPACITY + 1)
        .forEach(i -> seen.add(new LabelIdentity("g" + i, 0)));

    // When
    List<Boolean> isNew =
        Stream.of("g1", "g0").map(id -> seen.add(new LabelIdentity(id, 0))).toList();

    // Then
    assertThat(isNew).containsExactly(false, true);
    assertThat(seen.all()).hasSize(SeenLabels.CAPACITY);
  }

  @Test
  void shouldNeverTrainOnAContextThatItHoldsOut() {
    // Given
    LabelMemory memory = memory(Staleness.OFF);
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      labels.add(label("g" + i, 0, 0, i % 60));
    }

    // When
    List<Example> learnt = take(memory, labels);

    // Then
    List<String> trained = learnt.stream().map(e -> tokenizer.decode(e.prompt())).toList();
    List<String> heldOut =
        memory.state().heldOut().stream().map(h -> tokenizer.decode(h.example().prompt())).toList();
    assertThat(heldOut).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    assertThat(trained).isNotEmpty().doesNotContainAnyElementsOf(heldOut);
  }

  @Test
  void shouldHoldOutOneContextInFiveUntilThereAreEnoughAndThenOneInTwenty() {
    // Given
    LabelMemory memory = memory(Staleness.OFF);
    List<Integer> heldOut = new ArrayList<>();

    // When
    for (int i = 0; i < 800; i++) {
      take(memory, List.of(label("g" + i, 0, 0, i)));
      heldOut.add(memory.state().heldOut().size());
    }

    // Then
    int enough = heldOut.indexOf(HoldOut.ENOUGH);
    assertThat(enough).isBetween(80, 240);
    assertThat(heldOut.get(799) - HoldOut.ENOUGH).isBetween(15, 32);
  }

  @Test
  void shouldHoldOutWhatWasHeldOutAmongTheFirst() {
    // Given
    LabelMemory memory = memory(Staleness.OFF);
    for (int i = 0; i < 400; i++) {
      take(memory, List.of(label("g" + i, 0, 0, i)));
    }
    long heldOut = memory.fates().get(LabelMemory.Fate.HELD_OUT);

    // When: the same contexts come again
    for (int i = 0; i < 400; i++) {
      take(memory, List.of(label("h" + i, 0, 0, i)));
    }

    // Then
    assertThat(memory.fates()).containsEntry(LabelMemory.Fate.HELD_OUT, 2 * heldOut);
  }

  @Test
  void shouldHoldOutOtherContextsBySecret() {
    // Given
    HoldOut keyed = new HoldOut(20, 5, Optional.of(new DeploymentSecret(new byte[32])));
    LabelMemory memory = memory(GateSettings.DEFAULT.with(keyed), Staleness.OFF);
    LabelMemory without = memory(Staleness.OFF);

    // When
    for (int i = 0; i < 400; i++) {
      take(memory, List.of(label("g" + i, 0, 0, i)));
      take(without, List.of(label("g" + i, 0, 0, i)));
    }

    // Then
    assertThat(contexts(memory)).hasSizeGreaterThan(HoldOut.ENOUGH - 1);
    assertThat(contexts(memory)).isNotEqualTo(contexts(without));
  }

  @Test
  void shouldWatchTheNewestContextsOfAnyLabelWhereFewAreHeldOut() {
    // Given
    LabelMemory memory = memory(Staleness.OFF);

    // When
    for (int i = 0; i < 30; i++) {
      take(memory, List.of(label("g" + i, 0, 0, i)));
    }

    // Then
    int heldOut = memory.state().heldOut().size();
    assertThat(heldOut).isBetween(1, 15);
    assertThat(memory.watched()).hasSize(16);
    assertThat(memory.watched().stream().filter(w -> w.heldOut().isPresent())).hasSize(heldOut);
  }

  @Test
  void shouldWatchNoContextThatLeavesNoRoomForAResponse() {
    // Given: a thread of more tokens than the model reads, and a text that is as long
    LabelMemory memory = memory(Staleness.OFF);
    String thread = "the cat ".repeat(300);

    // When
    take(memory, List.of(label("g1", thread, "the cat", 1), label("g2", "the cat", thread, 1)));
    MemoryState state = memory.state();
    MemoryState poisoned =
        new MemoryState(
            1,
            List.of(),
            false,
            List.of(),
            Map.of(),
            Map.of(),
            List.of(
                new Watched(
                    new ContextHash(1), new int[200], Optional.empty(), 1, Optional.empty())));

    // Then
    assertThat(state.contexts()).isEmpty();
    assertThat(memory(GateSettings.DEFAULT, Staleness.OFF, poisoned).watched()).isEmpty();
  }

  @Test
  void shouldWatchContextsOfAllWhoLabel() {
    // Given: three users, and then one who labels a lot
    LabelMemory memory = memory(Staleness.OFF);
    IntStream.range(0, 18)
        .forEach(i -> take(memory, List.of(label("g" + i, "context " + i, "the cat", i % 3))));

    // When
    IntStream.range(18, 100)
        .forEach(i -> take(memory, List.of(label("g" + i, "context " + i, "the cat", 9))));

    // Then
    List<Watched> watched = memory.state().contexts();
    assertThat(watched).hasSize(16);
    assertThat(watched.stream().filter(seen -> seen.author() == 9)).hasSizeBetween(4, 5);
  }

  @Test
  void shouldNotHoldOutMoreOnceThereWereEnough() {
    // Given: enough, by a smaller number that is looked at
    LabelMemory memory = memory(gate(8), Staleness.OFF);
    List<String> trained = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      take(memory, List.of(label("g" + i, 0, 0, i)))
          .forEach(example -> trained.add(tokenizer.decode(example.prompt())));
    }

    // When: more are wanted, and the same contexts come again
    LabelMemory more = memory(gate(64), Staleness.OFF, memory.state());
    for (int i = 0; i < 200; i++) {
      take(more, List.of(label("h" + i, 0, 0, i)));
    }

    // Then
    assertThat(contexts(more)).hasSizeGreaterThan(8).doesNotContainAnyElementsOf(trained);
  }

  private static GateSettings gate(int evaluated) {
    GateSettings some = GateSettings.DEFAULT;
    return new GateSettings(
        some.holdOut(),
        evaluated,
        some.maxTokens(),
        some.tolerance(),
        some.share(),
        some.guards(),
        0);
  }

  private static List<String> contexts(LabelMemory memory) {
    return memory.state().heldOut().stream()
        .map(held -> tokenizer.decode(held.example().prompt()))
        .sorted()
        .toList();
  }

  @Test
  void shouldPassOverLabelsOfResponsesThatAreTooManyVersionsOld() {
    // Given
    LabelMemory memory = memory(new Staleness(2, 0));
    long[] versions = {1, 5, 3, 2, 6, 3};

    // When
    List<Integer> learnt = new ArrayList<>();
    for (int i = 0; i < versions.length; i++) {
      learnt.add(take(memory, List.of(label("g" + i, 0, versions[i], 0))).size());
    }

    // Then
    assertThat(learnt).containsExactly(1, 1, 1, 0, 1, 0);
    assertThat(memory.fates()).containsEntry(LabelMemory.Fate.STALE, 2L);
  }

  @Test
  void shouldLearnAShareOfStaleLabels() {
    // Given
    LabelMemory memory = memory(new Staleness(0, 0.25));
    take(memory, List.of(label("newest", 0, 9, 0)));
    List<Label> stale = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      stale.add(label("g" + i, 0, 1, 0));
    }

    // When
    List<Example> learnt = take(memory, stale);

    // Then
    assertThat(learnt.size()).isBetween(70, 130);
  }

  private static LabelMemory memory(Staleness staleness) {
    return memory(GateSettings.DEFAULT, staleness);
  }

  private static LabelMemory memory(GateSettings gate, Staleness staleness) {
    return memory(gate, staleness, MemoryState.begin(1));
  }

  private static LabelMemory memory(GateSettings gate, Staleness staleness, MemoryState state) {
    RoundSettings rounds =
        new RoundSettings(Duration.ZERO, 8, Duration.ZERO, 0, 3, gate, staleness, 1000);
    return new LabelMemory(examples(), rounds, state);
  }

  private static Examples examples() {
    return new Examples(tokenizer, MemberKind.SFT, 200, 1);
  }

  private static List<Example> take(LabelMemory memory, List<Label> labels) {
    return memory.take(labels, examples()::of);
  }

  private static Label label(String id, String context, String edited, long author) {
    return new Label(
        new LabelIdentity(id, 0),
        "email",
        List.of(new ChatMessage("user", context)),
        "cat",
        Optional.of(edited),
        0.5f,
        Instant.EPOCH,
        author,
        "sft",
        0,
        false);
  }

  private static Label label(String id, int revision, long checkpoint, int context) {
    return new Label(
        new LabelIdentity(id, revision),
        "email",
        List.of(new ChatMessage("user", "context " + context)),
        "cat",
        Optional.of("the cat"),
        0.5f,
        Instant.EPOCH,
        Label.NAMELESS,
        "sft",
        checkpoint,
        false);
  }
}
