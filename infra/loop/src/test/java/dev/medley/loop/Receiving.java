package dev.medley.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.kafka.Cluster;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.signing.TrustedKeys;
import dev.medley.subscriber.CheckpointSubscriber;
import dev.medley.subscriber.PeftCheckpoint;
import dev.medley.subscriber.Refusal;
import dev.medley.subscriber.SubscriberSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A node's receiving side: the real subscriber, and what it delivered. */
final class Receiving implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Map<String, Path> delivered = new ConcurrentHashMap<>();
  private final CheckpointSubscriber subscriber;

  private Receiving(
      Cluster cluster, SubscriberSettings settings, CheckpointSubscriber.Listener listener) {
    subscriber =
        CheckpointSubscriber.start(
            cluster,
            settings,
            checkpoint -> {
              listener.onCheckpoint(checkpoint);
              delivered.put(key(checkpoint.record()), checkpoint.directory());
            });
  }

  /** One that loads each adapter over its base, as a node does. */
  static Receiving loading(
      Cluster cluster, Path directory, LanguageModel model, Optional<TrustedKeys> trusted) {
    return new Receiving(
        cluster,
        new SubscriberSettings(directory, model.digest(), trusted, true),
        checkpoint -> load(model, checkpoint));
  }

  /** One that takes any bytes over any base. */
  static Receiving anything(Cluster cluster, Path directory) {
    return new Receiving(
        cluster, new SubscriberSettings(directory, "", Optional.empty(), true), checkpoint -> {});
  }

  private static void load(LanguageModel model, PeftCheckpoint checkpoint) {
    try (LoraAdapter loaded = model.readAdapter(checkpoint.directory())) {
      assertThat(loaded.exportWeights()).isNotEmpty();
    }
  }

  /** Waits for a checkpoint, and gives its files one after the other; nothing may be refused. */
  byte[] take(String key) throws IOException {
    await()
        .atMost(LONG)
        .until(
            () -> {
              assertThat(subscriber.failure()).isEmpty();
              assertThat(subscriber.lastRefusal()).isEmpty();
              return delivered.containsKey(key);
            });
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      bytes.writeBytes(Files.readAllBytes(delivered.get(key).resolve(file)));
    }
    return bytes.toByteArray();
  }

  /** All that was delivered, once it has caught up; nothing may be refused. */
  Set<String> takeAll() {
    await().atMost(LONG).until(subscriber::caughtUp);
    assertThat(subscriber.lastRefusal()).isEmpty();
    return delivered.keySet();
  }

  /** Waits for a refusal; nothing may be delivered. */
  Refusal refusal() {
    await()
        .atMost(LONG)
        .until(
            () -> {
              assertThat(subscriber.failure()).isEmpty();
              assertThat(delivered).isEmpty();
              return subscriber.lastRefusal().isPresent();
            });
    return subscriber.lastRefusal().orElseThrow();
  }

  private static String key(Checkpoint checkpoint) {
    return "%s/%s/%d"
        .formatted(checkpoint.getTask(), checkpoint.getMember(), checkpoint.getVersion());
  }

  @Override
  public void close() {
    subscriber.close();
  }
}
