package dev.medley.subscriber;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.signing.TrustedKeys;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a subscriber takes, and where it puts it.
 *
 * @param directory of the adapters; one subscriber's own, reused after a restart
 * @param baseDigest hex SHA-256 of the base model that serves; empty takes any
 * @param trusted whose signatures are taken; empty takes unsigned checkpoints too
 * @param maxMembers most members, of all tasks together; each has up to four versions on disk
 */
public record SubscriberSettings(
    Path directory, String baseDigest, Optional<TrustedKeys> trusted, int maxMembers) {
  public SubscriberSettings {
    requireNonNull(directory, "directory is null");
    requireNonNull(baseDigest, "baseDigest is null");
    requireNonNull(trusted, "trusted is null");
    if (maxMembers < 1) {
      throw new IllegalArgumentException("maxMembers is " + maxMembers + ": need 1 or more");
    }
  }
}
