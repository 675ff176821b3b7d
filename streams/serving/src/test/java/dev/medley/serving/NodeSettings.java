package dev.medley.serving;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.lm.Precision;
import dev.medley.subscriber.TrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;

/** A node's settings in tests, without floor and holdout, so that choices can be foretold. */
final class NodeSettings {
  static final Silence SILENCE = new Silence(Duration.ofHours(1), false);

  private NodeSettings() {}

  static ServingSettings of(Path base, Path data) {
    return of(base, data, "", Duration.ofSeconds(30));
  }

  static ServingSettings guarded(Path base, Path data, Guard guard) {
    return of(base, data, "", Duration.ofSeconds(30), guard);
  }

  static ServingSettings of(Path base, Path data, String trustedKeys, Duration timeout) {
    return of(base, data, trustedKeys, timeout, Guard.open());
  }

  private static ServingSettings of(
      Path base, Path data, String trustedKeys, Duration timeout, Guard guard) {
    TrustOptions trust = new TrustOptions();
    new CommandLine(trust).parseArgs("--trusted-keys=" + trustedKeys);
    return new ServingSettings(
        base,
        Precision.FLOAT32,
        "cpu",
        data,
        "localhost",
        0,
        new LateEnsemble(AdaptiveBound.DEFAULT, 0, 0),
        SILENCE,
        trust,
        guard,
        8,
        64,
        timeout,
        1);
  }
}
