package dev.medley.serving;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Thompson;
import dev.medley.lm.torch.Precision;
import dev.medley.serving.access.Guard;
import dev.medley.serving.generation.AdapterSettings;
import dev.medley.serving.generation.vllm.VllmSettings;
import dev.medley.serving.statistics.Silence;
import dev.medley.subscriber.TrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;

/** A node's settings in tests, without floor and holdout, so that choices can be foretold. */
public final class NodeSettings {
  static final Silence SILENCE = new Silence(Duration.ofHours(1), false);

  /** Room for all adapters of a test; on a machine that is busy, a load may take its time. */
  static final AdapterSettings ADAPTERS = new AdapterSettings(1L << 30, Duration.ofSeconds(10));

  private NodeSettings() {}

  public static ServingSettings of(Path base, Path data) {
    return of(base, data, "", Duration.ofSeconds(30));
  }

  public static ServingSettings vllm(int port, String baseDigest, Path data) {
    return vllm(port, baseDigest, data, ADAPTERS);
  }

  /** That waits for responses for as long as is said. */
  public static ServingSettings vllm(int port, String baseDigest, Path data, Duration timeout) {
    return of(
        Path.of(""),
        Optional.of(server(port, baseDigest)),
        data,
        "",
        timeout,
        Guard.open(),
        ADAPTERS,
        8);
  }

  private static VllmSettings server(int port, String baseDigest) {
    return new VllmSettings(
        URI.create("http://localhost:" + port),
        TestingVllm.BASE,
        "",
        baseDigest,
        Duration.ofSeconds(1));
  }

  /** As nodes are shipped: with their policy, and with a holdout for the base. */
  static ServingSettings shipped(int vllmPort, String baseDigest, Path data) {
    return of(
        Path.of(""),
        Optional.of(server(vllmPort, baseDigest)),
        data,
        "",
        Duration.ofSeconds(30),
        Guard.open(),
        ADAPTERS,
        8,
        new LateEnsemble(Thompson.DEFAULT, 0.02, 0));
  }

  /** With the shipped defaults but for the batch. */
  static ServingSettings batching(Path base, Path data, int maxBatch) {
    return of(
        base, Optional.empty(), data, "", Duration.ofSeconds(60), Guard.open(), ADAPTERS, maxBatch);
  }

  public static ServingSettings guarded(Path base, Path data, Guard guard) {
    return of(base, Optional.empty(), data, "", Duration.ofSeconds(30), guard, ADAPTERS, 8);
  }

  public static ServingSettings of(Path base, Path data, String trustedKeys, Duration timeout) {
    return of(base, Optional.empty(), data, trustedKeys, timeout, Guard.open(), ADAPTERS, 8);
  }

  public static ServingSettings with(Path base, Path data, AdapterSettings adapters) {
    return of(base, Optional.empty(), data, "", Duration.ofSeconds(30), Guard.open(), adapters, 8);
  }

  public static ServingSettings vllm(
      int port, String baseDigest, Path data, AdapterSettings adapters) {
    return of(
        Path.of(""),
        Optional.of(server(port, baseDigest)),
        data,
        "",
        Duration.ofSeconds(30),
        Guard.open(),
        adapters,
        8);
  }

  private static ServingSettings of(
      Path base,
      Optional<VllmSettings> vllm,
      Path data,
      String trustedKeys,
      Duration timeout,
      Guard guard,
      AdapterSettings adapters,
      int maxBatch) {
    LateEnsemble ensemble = new LateEnsemble(AdaptiveBound.DEFAULT, 0, 0);
    return of(base, vllm, data, trustedKeys, timeout, guard, adapters, maxBatch, ensemble);
  }

  private static ServingSettings of(
      Path base,
      Optional<VllmSettings> vllm,
      Path data,
      String trustedKeys,
      Duration timeout,
      Guard guard,
      AdapterSettings adapters,
      int maxBatch,
      LateEnsemble ensemble) {
    TrustOptions trust = new TrustOptions();
    new CommandLine(trust).parseArgs("--trusted-keys=" + trustedKeys);
    return new ServingSettings(
        base,
        vllm,
        Precision.FLOAT32,
        "cpu",
        data,
        "localhost",
        0,
        ensemble,
        SILENCE,
        trust,
        adapters,
        guard,
        maxBatch,
        64,
        timeout,
        1);
  }
}
