package dev.medley.learner.state;

import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.checkpoints.Sha256;

/** A member's state as it was read back, verified against its manifest's digest. */
public record SavedState(TrainerManifest manifest, MemberState state) {
  /**
   * Verifies and reads.
   *
   * @throws RefusedStateException where the digest is another, or the bytes are no state
   */
  static SavedState of(MemberId member, TrainerManifest manifest, byte[] bytes) {
    String digest = Sha256.of(bytes);
    if (!digest.equals(manifest.getStateDigest())) {
      throw new RefusedStateException(
          "%s: its state has digest %s, its manifest says %s: restore trainer-state from a backup"
              .formatted(member, digest, manifest.getStateDigest()));
    }
    return new SavedState(manifest, MemberStateCodec.decode(bytes));
  }
}
