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
 * @param readsAgain whether directories of an earlier run are read before they are delivered; where
 *     not, only their files' names and sizes are looked at, and whoever loads one asks {@link
 *     PeftCheckpoint#isWhole}
 */
public record SubscriberSettings(
    Path directory, String baseDigest, Optional<TrustedKeys> trusted, boolean readsAgain) {
  public SubscriberSettings {
    requireNonNull(directory, "directory is null");
    requireNonNull(baseDigest, "baseDigest is null");
    requireNonNull(trusted, "trusted is null");
  }
}
