package dev.medley.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.medley.schemas.Control;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Compacted topics on a real broker, with what operators and other writers do to them. */
@ExtendWith(SharedPlatform.class)
final class CompactedTopicTest {
  private static final Duration WITHIN = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Platform platform;
  private ControlTopic control;

  CompactedTopicTest(Platform platform) {
    this.platform = platform;
  }

  @BeforeEach
  void name(TestInfo test) {
    control = new ControlTopic(platform, test.getTestMethod().orElseThrow().getName() + ".");
  }

  @Test
  void shouldHoldTheNewestOfEachKeyAndNoTombstone() throws Exception {
    // Given
    control.create(2);
    control.write(0, "a", control.value("a", "first"), 1);
    control.write(0, "a", control.value("a", "second"), 2);
    control.write(1, "b", control.value("b", "gone"), 1);
    control.write(1, "b", null, 2);

    // When
    Map<String, String> reasons = read();

    // Then
    assertThat(reasons).containsExactly(Map.entry("a", "second"));
  }

  @Test
  void shouldLetTheLaterHoldWhereAKeyLiesOnTwoPartitions() throws Exception {
    // Given
    control.create(2);
    control.write(1, "newHolds", control.value("newHolds", "new"), 2);
    control.write(0, "newHolds", control.value("newHolds", "old"), 1);
    control.write(0, "newOnTheOld", control.value("newOnTheOld", "new"), 2);
    control.write(1, "newOnTheOld", control.value("newOnTheOld", "old"), 1);
    control.write(0, "removed", control.value("removed", "old"), 1);
    control.write(1, "removed", null, 2);
    control.write(1, "askedAgain", control.value("askedAgain", "new"), 3);
    control.write(0, "askedAgain", control.value("askedAgain", "old"), 1);
    control.write(0, "askedAgain", null, 2);
    // Within a partition its order holds, whatever clocks say.
    control.write(0, "clock", control.value("clock", "old"), 9);
    control.write(0, "clock", control.value("clock", "new"), 8);

    // When
    Map<String, String> reasons = read();

    // Then
    assertThat(reasons)
        .containsExactly(
            Map.entry("askedAgain", "new"),
            Map.entry("clock", "new"),
            Map.entry("newHolds", "new"),
            Map.entry("newOnTheOld", "new"));
  }

  @Test
  void shouldReadWhatWasCommittedBehindAnOpenTransaction() throws Exception {
    // Given
    control.create(1);
    Producer<byte[], byte[]> open = control.open(0, "a", control.value("a", "never"));
    control.write(0, "b", control.value("b", "committed"), 2);
    CompletableFuture<Void> ends =
        CompletableFuture.runAsync(
            open::abortTransaction, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));

    // When
    Map<String, String> reasons = read();

    // Then
    assertThat(reasons).containsExactly(Map.entry("b", "committed"));
    ends.join();
    open.close();
  }

  @Test
  void shouldSayWhichTransactionItWaitedFor() throws Exception {
    // Given
    control.create(1);
    Producer<byte[], byte[]> open = control.open(0, "a", control.value("a", "never"));

    // When
    Throwable thrown = catchThrowable(() -> newest(control.cluster(), Duration.ofSeconds(1)));

    // Then
    assertThat(thrown)
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("within 1 s: " + control.name() + "-0 is at 0 of 1: a transaction");
    open.abortTransaction();
    open.close();
  }

  @Test
  void shouldReadPartitionsThatAreAddedWhileItFollows() throws Exception {
    // Given
    control.create(1);
    control.write(0, "a", control.value("a", "before"), 1);
    Followed followed = new Followed();
    try (CompactedTopic<Control> topic = follow(control.cluster())) {
      followed.until(topic, () -> topic.caughtUp());

      // When
      control.growTo(3);
      control.write(2, "a", control.value("a", "after"), 2);

      // Then
      followed.until(topic, () -> followed.reasons.containsValue("after"));
    }
  }

  @Test
  void shouldHandWhatIsNoValueToItsCallerAndKeepWhatHeld() throws Exception {
    // Given
    control.create(1);
    control.write(0, "a", control.value("a", "holds"), 1);
    control.write(0, "a", new byte[] {1, 2, 3}, 2);
    control.write(0, "a", control.value("b", "foreign"), 3);

    // When
    Newest<Control> newest = newest(control.cluster(), WITHIN);

    // Then
    assertThat(newest.values().get("a").getReason()).isEqualTo("holds");
    assertThat(newest.places().get("a")).hasToString(control.name() + "-0@0");
    assertThat(newest.unreadable())
        .containsExactly(
            control.name() + "-0@1: 3 bytes that are not in the Confluent wire format",
            control.name() + "-0@2: its key is not the one of its value");
  }

  @Test
  void shouldSayHowAMissingTopicIsMade() {
    assertThatThrownBy(() -> newest(control.cluster(), WITHIN))
        .isInstanceOf(UnknownTopicOrPartitionException.class)
        .hasMessage("The topic %s is missing: create it with the topics command", control.name());
  }

  @Test
  void shouldFollowATopicThatIsMadeLater() throws Exception {
    // Given
    Followed followed = new Followed();
    try (CompactedTopic<Control> topic = follow(control.cluster())) {
      topic.poll(Duration.ZERO, followed);

      // When
      control.create(1);
      control.write(0, "a", control.value("a", "there"), 1);

      // Then
      followed.until(topic, () -> followed.reasons.containsValue("there"));
    }
  }

  @Test
  void shouldWaitForTheRegistry() throws Exception {
    // Given
    control.create(1);
    control.write(0, "a", control.value("a", "there"), 1);
    HttpServer registry = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    String address = "http://localhost:" + registry.getAddress().getPort();
    Cluster away = new Cluster(control.cluster().brokers(), address, control.cluster().prefix());
    registry.createContext("/", exchange -> exchange.sendResponseHeaders(503, -1));
    registry.start();
    Followed followed = new Followed();
    try (CompactedTopic<Control> topic = follow(away)) {
      topic.poll(Duration.ofSeconds(2), followed);
      topic.poll(Duration.ofSeconds(2), followed);
      assertThat(topic.caughtUp()).isFalse();
      assertThatThrownBy(() -> newest(away, Duration.ofSeconds(1)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("The schema registry");

      // When
      registry.removeContext("/");
      registry.createContext("/", exchange -> forward(exchange, platform.registryUrl()));

      // Then
      followed.until(topic, () -> followed.reasons.containsValue("there"));
      registry.stop(0);
    }
  }

  private static void forward(HttpExchange exchange, String to) throws IOException {
    try (InputStream answer = URI.create(to + exchange.getRequestURI()).toURL().openStream()) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      answer.transferTo(exchange.getResponseBody());
      exchange.close();
    }
  }

  @Test
  void shouldEndAPollWhenItIsWoken() throws Exception {
    // Given
    control.create(1);
    try (CompactedTopic<Control> topic = follow(control.cluster())) {
      CompletableFuture<Void> polls =
          CompletableFuture.runAsync(
              () -> {
                while (true) {
                  topic.poll(Duration.ofMinutes(5), new Followed());
                }
              });

      // When
      topic.wakeup();

      // Then
      assertThatThrownBy(() -> polls.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(WakeupException.class);
    }
  }

  @Test
  void shouldTellAPartitionThatIsMissingFromOneThatWasJustAdded() throws Exception {
    // Given
    control.create(1);
    try (TopicReader reader = TopicReader.seeking(control.cluster(), control.name())) {
      reader.seek(0, 0, Duration.ofSeconds(5));
      control.growTo(2);
      control.write(1, "a", control.value("a", "added"), 1);
      reader.seek(1, 0, Duration.ofSeconds(5));
      List<Long> offsets = new CopyOnWriteArrayList<>();
      reader.readToEnd(WITHIN, record -> offsets.add(record.offset()));
      assertThat(offsets).containsExactly(0L);

      // When
      Throwable thrown = catchThrowable(() -> reader.seek(2, 0, Duration.ofSeconds(1)));

      // Then
      assertThat(thrown).isInstanceOf(TimeoutException.class);
      assertThat(reader.exists(1)).isTrue();
      assertThat(reader.exists(2)).isFalse();
    }
  }

  @Test
  void shouldReadOnForAsLongAsRecordsCome() throws Exception {
    // Given
    control.create(1);
    for (int i = 0; i < 5; i++) {
      control.write(0, "a", control.value("a", "of five"), i);
    }
    List<Long> offsets = new ArrayList<>();
    try (TopicReader reader = TopicReader.once(oneByOne(), control.name())) {

      // When
      reader.readToEnd(
          Duration.ofSeconds(1),
          record -> {
            TopicReader.pause(Duration.ofMillis(400));
            offsets.add(record.offset());
          });
    }

    // Then
    assertThat(offsets).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void shouldStopWhereItIsEnough() throws Exception {
    // Given
    control.create(1);
    control.write(0, "a", control.value("a", "wanted"), 1);
    Producer<byte[], byte[]> open = control.open(0, "b", control.value("b", "never"));
    List<Long> offsets = new ArrayList<>();
    try (TopicReader reader = TopicReader.once(oneByOne(), control.name())) {

      // When
      reader.readUntil(
          () -> !offsets.isEmpty(), Duration.ofSeconds(5), record -> offsets.add(record.offset()));
    }

    // Then
    assertThat(offsets).containsExactly(0L);
    open.abortTransaction();
    open.close();
  }

  /** Clients that are given one record a poll. */
  private Cluster oneByOne() throws IOException {
    Path file = Files.writeString(folder.resolve("client.properties"), "max.poll.records=1");
    Cluster cluster = control.cluster();
    return new Cluster(cluster.brokers(), cluster.registry(), cluster.prefix(), file.toString());
  }

  private Map<String, String> read() {
    Map<String, String> reasons = new TreeMap<>();
    newest(control.cluster(), WITHIN)
        .values()
        .forEach((key, value) -> reasons.put(key, value.getReason()));
    return reasons;
  }

  private static Newest<Control> newest(Cluster cluster, Duration within) {
    return Newest.read(
        cluster,
        Topic.CONTROL,
        Control.class,
        (key, value) -> key.equals(value.getTask()),
        key -> true,
        within);
  }

  private static CompactedTopic<Control> follow(Cluster cluster) {
    return CompactedTopic.follow(
        cluster, Topic.CONTROL, Control.class, (key, value) -> key.equals(value.getTask()));
  }

  /** What holds now. */
  private static final class Followed implements CompactedTopic.Listener<Control> {
    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    @Override
    public void put(String key, Control value, Place place) {
      reasons.put(key, value.getReason());
    }

    @Override
    public void removed(String key) {
      reasons.remove(key);
    }

    @Override
    public void unreadable(Place place, String reason) {
      throw new AssertionError(place + ": " + reason);
    }

    void until(CompactedTopic<Control> topic, java.util.function.BooleanSupplier holds) {
      long began = System.nanoTime();
      while (!holds.getAsBoolean()) {
        topic.poll(Duration.ofMillis(100), this);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(1));
      }
    }
  }
}
