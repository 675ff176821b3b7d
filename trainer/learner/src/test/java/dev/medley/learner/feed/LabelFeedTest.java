package dev.medley.learner.feed;

import static dev.medley.learner.feed.Readers.at;
import static dev.medley.learner.feed.Readers.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.labels.Taken;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.schemas.LiveLane;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many members on one topic that is read once. */
@ExtendWith(SharedPlatform.class)
final class LabelFeedTest {
  private static final MemberId SFT = new MemberId("a", MemberKind.SFT);
  private static final MemberId EARLY = new MemberId("a", MemberKind.EARLY);
  private static final MemberId OTHER = new MemberId("b", MemberKind.SFT);
  private static final Instant OLD = Instant.ofEpochMilli(1_000_000);
  private static final Instant NEW = OLD.plusSeconds(1000);
  private static Platform platform;

  private final Set<String> met = new ConcurrentSkipListSet<>();
  private Cluster cluster;
  private Supervisions labels;
  private LabelFeeds feeds;
  private LabelFeed feed;

  @BeforeAll
  static void start(Platform shared) {
    platform = shared;
  }

  @BeforeEach
  void open() {
    cluster = Topics.fresh(platform, 2);
    labels = new Supervisions(cluster);
    feeds = new LabelFeeds(cluster, (topic, task) -> met.add(task));
    feed = feeds.of(Topic.SUPERVISION);
  }

  @AfterEach
  void close() {
    feeds.close();
    labels.close();
  }

  @Test
  void shouldDecodeEachLabelOnceForAllItsMembersAndOthersNever() {
    // Given
    LabelReader sft = feed.open(SFT, Frontier.BEGIN);
    LabelReader early = feed.open(EARLY, Frontier.BEGIN);

    // When
    labels.write(0, "a", 0, 100);
    labels.write(1, "c", 100, 400);
    until(() -> feeds.read() == 400);

    // Then
    assertThat(ids(takeAll(sft))).hasSize(100).isEqualTo(ids(takeAll(early)));
    assertThat(feeds.decoded()).isEqualTo(100);
    assertThat(met).containsExactly("a", "c");
  }

  @Test
  void shouldHoldUpNobodyByAMemberThatTakesNothing() {
    // Given
    LabelReader idle = feed.open(SFT, Frontier.BEGIN);
    LabelReader busy = feed.open(EARLY, Frontier.BEGIN);
    LabelReader other = feed.open(OTHER, Frontier.BEGIN);
    labels.write(0, "a", 0, 3000);
    labels.write(0, "b", 3000, 3040);

    // When
    List<Taken> taken = new ArrayList<>();
    until(
        () -> {
          taken.addAll(takeAll(busy));
          return taken.size() == 3000 && other.history().available() == 40;
        });

    // Then
    assertThat(ids(taken)).isEqualTo(generations(0, 3000));
    assertThat(idle.history().available()).isEqualTo(Room.MOST_LABELS);
    assertThat(idle.behind().labels()).isEqualTo(3000);
    assertThat(idle.frontier().next()).contains(at(0, 0));
    // Once it goes on, it misses nothing and gets nothing twice.
    List<Taken> late = new ArrayList<>();
    until(
        () -> {
          late.addAll(takeAll(idle));
          return late.size() >= 3000;
        });
    assertThat(ids(late)).isEqualTo(generations(0, 3000));
    until(() -> idle.caughtUp(1));
    assertThat(idle.frontier()).isEqualTo(busy.frontier());
  }

  @Test
  void shouldServeAMemberThatIsOpenedFarBehindTheOthers() {
    // Given
    LabelReader early = feed.open(EARLY, Frontier.BEGIN);
    labels.write(0, "b", 0, 1000);
    labels.write(0, "a", 1000, 1700);
    until(() -> feeds.read() == 1700);

    // When
    LabelReader sft = feed.open(SFT, Frontier.of(List.of(at(0, 500), at(1, 0)), null));

    // Then
    List<Taken> taken = new ArrayList<>();
    until(
        () -> {
          taken.addAll(takeAll(sft));
          return taken.size() == 700;
        });
    assertThat(ids(taken)).isEqualTo(generations(1000, 1700));
    assertThat(early.behind().labels()).isEqualTo(700);
  }

  @Test
  void shouldReadNothingAgainForAMemberThatIsOpenedAnewAndHasNoLabelSince() {
    // Given
    LabelReader first = feed.open(SFT, Frontier.BEGIN);
    labels.write(0, "a", 0, 3);
    labels.write(0, "b", 3, 1000);
    until(() -> feeds.read() == 1000);
    Frontier committed = new Frontier(List.of(at(0, 4), at(1, 0)), Optional.empty());
    first.close();

    // When
    LabelReader again = feed.open(SFT, committed);

    // Then
    assertThat(again.isBehind()).isFalse();
    labels.write(0, "a", 1000, 1001);
    until(() -> again.history().available() == 1);
    assertThat(ids(takeAll(again))).containsExactly("g1000");
  }

  @Test
  void shouldGiveNewLabelsBeforeABacklogOfOlderOnes() {
    // Given
    LabelReader reader = feed.open(SFT, Frontier.BEGIN);
    labels.write(0, "a", 0, 2000, OLD);
    labels.write(1, "a", 2000, 2010, OLD);
    labels.write(0, "a", 2010, 2013, NEW);
    until(() -> feeds.read() == 2013);

    // When
    reader.split(NEW);

    // Then
    Lane live = reader.live().orElseThrow();
    until(() -> live.available() == 3);
    assertThat(live.take().label().identity().generationId()).isEqualTo("g2010");
    assertThat(live.take().label().identity().generationId()).isEqualTo("g2011");
    Frontier between = reader.frontier();
    assertThat(between.next()).containsExactly(at(0, 0), at(1, 0));
    assertThat(between.live().orElseThrow().getNextOffsets()).contains(at(0, 2003));
    assertThat(reader.behind().labels()).isEqualTo(2011);
    // Opened again there, it goes on with exactly what is left.
    reader.close();
    LabelReader again = feed.open(SFT, between);
    List<String> left = new ArrayList<>();
    until(
        () -> {
          left.addAll(ids(takeAll(again.history())));
          again.live().ifPresent(lane -> left.addAll(ids(takeAll(lane))));
          again.mergeWhereLevel();
          return left.size() >= 2011 && again.live().isEmpty();
        });
    List<String> expected = generations(0, 2010);
    expected.add("g2012");
    assertThat(left).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(again.behind().labels()).isZero();
  }

  @Test
  void shouldRedoWhatWasTakenOfBothLanes() {
    // Given
    labels.write(0, "a", 0, 2000, OLD);
    labels.write(0, "a", 2000, 2600, NEW);
    LabelReader live = feed.open(SFT, Frontier.BEGIN);
    List<PartitionOffset> journal = new ArrayList<>();
    until(() -> live.history().available() > 0);
    journal.add(live.history().take().place());
    live.split(NEW);
    for (int i = 0; i < 600; i++) {
      until(() -> live.live().orElseThrow().available() > 0);
      journal.add(live.live().orElseThrow().take().place());
      until(() -> live.history().available() > 0);
      journal.add(live.history().take().place());
    }
    Frontier end = live.frontier();

    // When
    List<PartitionOffset> redone = new ArrayList<>();
    try (LabelFeeds others = new LabelFeeds(cluster)) {
      LabelReader reader = others.of(Topic.SUPERVISION).open(SFT, Frontier.BEGIN);
      redone.add(take(reader, journal.get(0)));
      reader.lanes(Optional.of(new LiveLane(NEW, List.of())));
      journal.stream().skip(1).forEach(place -> redone.add(take(reader, place)));
      reader.goOn(end);

      // Then
      assertThat(redone).isEqualTo(journal);
      assertThat(reader.frontier()).isEqualTo(end);
      until(() -> reader.history().available() > 0);
      assertThat(reader.history().nextPlace()).isEqualTo(at(0, 601));
    }
  }

  @Test
  void shouldKeepWithinItsRoomHoweverManyWait() {
    // Given
    try (LabelFeeds small = new LabelFeeds(cluster, (topic, task) -> false, new Room(20_000))) {
      LabelFeed narrow = small.of(Topic.SUPERVISION);
      labels.write(0, "a", 0, 400);
      labels.write(1, "b", 400, 800);
      LabelReader sft = narrow.open(SFT, Frontier.BEGIN);
      LabelReader other = narrow.open(OTHER, Frontier.BEGIN);

      // When
      until(() -> small.read() == 800);
      int waiting = sft.history().available() + other.history().available();

      // Then
      assertThat(waiting).isPositive().isLessThan(400);
      List<Taken> taken = new ArrayList<>();
      until(
          () -> {
            taken.addAll(takeAll(sft));
            taken.addAll(takeAll(other));
            return taken.size() >= 800;
          });
      assertThat(ids(taken)).containsExactlyInAnyOrderElementsOf(generations(0, 800));
    }
  }

  private static PartitionOffset take(LabelReader reader, PartitionOffset place) {
    Optional<Taken> taken = reader.take(place);
    assertThat(taken)
        .as("%s, %d unreadable, at %s", place, reader.unreadable(), reader.frontier())
        .isPresent();
    return taken.get().place();
  }

  private static List<Taken> takeAll(LabelReader reader) {
    return takeAll(reader.history());
  }

  private static List<Taken> takeAll(Lane lane) {
    List<Taken> taken = new ArrayList<>();
    while (lane.available() > 0) {
      taken.add(lane.take());
    }
    return taken;
  }

  private static List<String> generations(int first, int last) {
    return new ArrayList<>(IntStream.range(first, last).mapToObj(i -> "g" + i).toList());
  }

  private static void until(BooleanSupplier done) {
    Readers.until(done);
  }
}
