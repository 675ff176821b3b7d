package dev.medley.subscriber;

import dev.medley.schemas.signing.TrustedKeys;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whose checkpoints are taken, on the command line; a picocli mixin. */
public final class TrustOptions {
  @Option(
      names = "--trusted-keys",
      defaultValue = "${MEDLEY_TRUSTED_KEYS:-}",
      description =
          "Public key in PEM form, or a folder of *.pem, read anew for each checkpoint: others'"
              + " adapters are refused. Default: none, signatures are not looked at.")
  private String trustedKeys = "";

  /**
   * Whose signatures are taken; empty for anybody's.
   *
   * @throws IllegalArgumentException where a file of trusted keys holds none
   * @throws java.io.UncheckedIOException where they can't be read
   */
  public Optional<TrustedKeys> trusted() {
    return TrustedKeys.at(trustedKeys);
  }
}
