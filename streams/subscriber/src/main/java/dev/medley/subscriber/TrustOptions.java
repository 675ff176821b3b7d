package dev.medley.subscriber;

import dev.medley.kafka.options.Whole;
import dev.medley.schemas.signing.TrustedKeys;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whose checkpoints are taken, and how many members, on the command line; a picocli mixin. */
public final class TrustOptions {
  @Option(
      names = "--trusted-keys",
      defaultValue = "${MEDLEY_TRUSTED_KEYS:-}",
      description =
          "Public key in PEM form, or a folder of *.pem, read anew for each checkpoint: others'"
              + " adapters are refused. Default: none, signatures are not looked at.")
  private String trustedKeys = "";

  @Option(
      names = "--max-members",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_MAX_MEMBERS:-64}",
      description = "Most members, of all tasks together. Default: ${DEFAULT-VALUE}.")
  private int maxMembers;

  /**
   * A subscriber's settings.
   *
   * @throws IllegalArgumentException where a file of trusted keys holds none
   * @throws java.io.UncheckedIOException where they can't be read
   */
  public SubscriberSettings settings(Path directory, String baseDigest) {
    return new SubscriberSettings(directory, baseDigest, TrustedKeys.at(trustedKeys), maxMembers);
  }
}
