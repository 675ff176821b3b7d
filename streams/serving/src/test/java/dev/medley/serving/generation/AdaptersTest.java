package dev.medley.serving.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.medley.kafka.fixtures.Adapter;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.checkpoints.AdapterLayout;
import dev.medley.serving.generation.local.LocalBackend;
import dev.medley.serving.generation.local.LocalSettings;
import dev.medley.serving.metrics.AdapterMetrics;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.subscriber.PeftCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters of a tiny model, in libtorch's memory, that come from disk and leave again. */
final class AdaptersTest {
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static LanguageModel model;
  private static LocalBackend backend;
  private static long bytes;

  private final List<String> faults = new CopyOnWriteArrayList<>();
  private AdapterMetrics metrics;
  private Adapters adapters;

  @BeforeAll
  static void load() throws Exception {
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    model = TinyModel.load(base);
    backend =
        LocalBackend.load(
            new LocalSettings(base, Precision.FLOAT32, "cpu", 4, 16), new ServingMetrics());
    bytes = model.adapterBytes(TinyModel.writeAdapter(model, folder.resolve("size"), 1));
  }

  @AfterAll
  static void close() {
    backend.close();
    model.close();
  }

  @BeforeEach
  void prepare() {
    metrics = new AdapterMetrics(new ServingMetrics());
    adapters = withRoomFor(1);
  }

  @AfterEach
  void closeAdapters() {
    adapters.close();
  }

  private Adapters withRoomFor(int count) {
    return new Adapters(backend, metrics, bytes * count, 16, new Noted());
  }

  private final class Noted implements Faults {
    @Override
    public void broken(PeftCheckpoint checkpoint) {
      faults.add("broken " + checkpoint.record().getVersion());
    }

    @Override
    public void unloadable(PeftCheckpoint checkpoint, RuntimeException why) {
      faults.add("unloadable " + checkpoint.record().getVersion());
    }
  }

  /** On disk, as the subscriber delivers it. */
  private static PeftCheckpoint peft(String task, long version) throws Exception {
    Path directory = folder.resolve("peft/%s/%d".formatted(task, version));
    TinyModel.writeAdapter(model, directory, version);
    return new PeftCheckpoint(
        Adapter.of(directory).checkpoint(task, "sft", version, model.digest()), directory);
  }

  private Optional<ServedAdapter> hold(String task, Duration wait) {
    return adapters.hold(task, "sft", wait);
  }

  /** What a member says, which is another text for each version. */
  private static String says(ServedAdapter adapter) {
    List<int[]> prompt = List.of(model.tokenizer().trialPrompt());
    ServedAdapter.Local local = (ServedAdapter.Local) adapter;
    return model
        .generate(prompt, local.lora(), List.of(SamplingParameters.greedy(20)))
        .get(0)
        .text();
  }

  @Test
  void shouldFreeNothingThatARequestHolds() throws Exception {
    // Given
    adapters.onCheckpoint(peft("held-a", 1));
    adapters.onCheckpoint(peft("held-b", 2));
    ServedAdapter first = hold("held-a", LONG).orElseThrow();
    String said = says(first);

    // When
    Optional<ServedAdapter> second = hold("held-b", SOON);

    // Then
    assertThat(second).isEmpty();
    assertThat(says(first)).isEqualTo(said);
    assertThat(adapters.open()).isEqualTo(1);
    first.release();
    ServedAdapter later = hold("held-b", LONG).orElseThrow();
    assertThat(later.version()).isEqualTo(2);
    assertThat(adapters.open()).isEqualTo(1);
    assertThat(first.hold()).isFalse();
  }

  @Test
  void shouldLoadAnAdapterOnceForAllWhoWaitForIt() throws Exception {
    // Given
    adapters.onCheckpoint(peft("shared", 3));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    Callable<ServedAdapter> request = () -> hold("shared", LONG).orElseThrow();

    // When
    List<ServedAdapter> held = new ArrayList<>();
    for (Future<ServedAdapter> each : threads.invokeAll(Collections.nCopies(8, request))) {
      held.add(each.get());
    }

    // Then
    threads.shutdown();
    assertThat(held).hasSize(8).allMatch(adapter -> adapter == held.get(0));
    assertThat(adapters.open()).isEqualTo(1);
  }

  @Test
  void shouldGiveRoomToWhatIsAskedForLast() throws Exception {
    // Given
    adapters.close();
    adapters = withRoomFor(2);
    for (int i = 0; i < 3; i++) {
      adapters.onCheckpoint(peft("last-" + i, 1));
    }
    hold("last-0", LONG).orElseThrow().release();
    hold("last-1", LONG).orElseThrow().release();
    hold("last-0", LONG).orElseThrow().release();
    Thread.sleep(600);

    // When
    hold("last-2", LONG).orElseThrow().release();

    // Then
    assertThat(hold("last-0", Duration.ZERO)).isPresent();
    assertThat(hold("last-1", Duration.ZERO)).isEmpty();
    assertThat(adapters.members("last-1")).containsOnlyKeys("sft");
  }

  @Test
  void shouldNotTakeAPublicationForAUse() throws Exception {
    // Given
    adapters.close();
    adapters = withRoomFor(2);
    for (int i = 0; i < 3; i++) {
      adapters.onCheckpoint(peft("published-" + i, 1));
    }
    hold("published-0", LONG).orElseThrow().release();
    hold("published-1", LONG).orElseThrow().release();
    adapters.onCheckpoint(peft("published-0", 2));
    await().atMost(LONG).until(() -> adapters.members("published-0").get("sft").version() == 2);
    Thread.sleep(600);

    // When
    hold("published-2", LONG).orElseThrow().release();

    // Then
    assertThat(hold("published-1", Duration.ZERO)).isPresent();
  }

  @Test
  void shouldNeitherServeNorKeepWhatHasChangedOnDisk() throws Exception {
    // Given
    PeftCheckpoint older = peft("bits", 1);
    PeftCheckpoint newer = peft("bits", 2);
    adapters.onCheckpoint(older);
    adapters.onCheckpoint(newer);
    Path weights = newer.directory().resolve(AdapterLayout.WEIGHTS);
    byte[] whole = Files.readAllBytes(weights);
    byte[] flipped = whole.clone();
    flipped[flipped.length - 1] ^= 1;
    Files.write(weights, flipped);

    // When
    ServedAdapter held = hold("bits", LONG).orElseThrow();

    // Then
    assertThat(held.version()).isEqualTo(1);
    assertThat(faults).containsExactly("broken 2");
    held.release();
    Files.write(weights, whole);
    adapters.onCheckpoint(newer);
    await().atMost(LONG).until(() -> adapters.members("bits").get("sft").version() == 2);
    assertThat(hold("bits", LONG).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void shouldHaveNothingToAnswerByWhereTheOnlyVersionIsBroken() throws Exception {
    // Given
    PeftCheckpoint only = peft("only", 1);
    adapters.onCheckpoint(only);
    Files.delete(only.directory().resolve(AdapterLayout.WEIGHTS));

    // When
    Optional<ServedAdapter> held = hold("only", LONG);

    // Then
    assertThat(held).isEmpty();
    assertThat(faults).containsExactly("broken 1");
    assertThat(adapters.has("only", "sft")).isFalse();
    assertThat(adapters.tasks()).isEmpty();
  }

  @Test
  void shouldRefuseAnAdapterThatIsLargerThanAllRoom() throws Exception {
    // Given
    PeftCheckpoint large = peft("large", 1);
    adapters.close();
    adapters = new Adapters(backend, metrics, bytes - 1, 16, new Noted());

    // When, Then
    assertThatThrownBy(() -> adapters.onCheckpoint(large))
        .hasMessageContaining("%d".formatted(bytes))
        .hasMessageContaining("--adapter-memory");
    assertThat(adapters.knows("large")).isFalse();
  }

  @Test
  void shouldSwapWhereThereIsRoomForOneAlone() throws Exception {
    // Given
    adapters.onCheckpoint(peft("narrow", 1));
    ServedAdapter old = hold("narrow", LONG).orElseThrow();
    String said = says(old);

    // When
    adapters.onCheckpoint(peft("narrow", 2));

    // Then
    Thread.sleep(SOON.toMillis());
    assertThat(says(old)).isEqualTo(said);
    old.release();
    await().atMost(LONG).until(() -> hold("narrow", LONG).orElseThrow().version() == 2);
    assertThat(adapters.open()).isEqualTo(1);
  }

  @Test
  void shouldBlameNoFileWhereTheNodeStopsWhileItLoads() throws Exception {
    // Given
    adapters.close();
    adapters = withRoomFor(40);
    for (int i = 0; i < 40; i++) {
      adapters.onCheckpoint(peft("stops-" + i, 1));
    }
    for (int i = 0; i < 40; i++) {
      hold("stops-" + i, Duration.ZERO);
    }

    // When
    adapters.close();

    // Then
    assertThat(faults).isEmpty();
    assertThat(adapters.open()).isZero();
  }
}
