package dev.medley.subscriber;

import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.CheckpointRules;
import java.util.Optional;

/** What a checkpoint's record must stand before a byte of its adapter is fetched. */
final class RecordChecks {
  private final SubscriberSettings settings;

  RecordChecks(SubscriberSettings settings) {
    this.settings = settings;
  }

  /**
   * Names, sizes, base and signature.
   *
   * @param key the record's
   */
  void check(String key, Checkpoint checkpoint) throws RefusedException {
    checkRules(key, checkpoint);
    checkSignature(checkpoint);
  }

  private void checkRules(String key, Checkpoint checkpoint) throws RefusedException {
    Optional<String> fault = CheckpointRules.fault(key, checkpoint);
    if (fault.isPresent()) {
      throw new RefusedException(Refusal.Reason.RECORD, fault.get());
    }
    String base = settings.baseDigest();
    if (!base.isEmpty() && !base.equals(checkpoint.getBaseDigest())) {
      throw new RefusedException(
          Refusal.Reason.BASE, "it was trained over another base than " + base);
    }
  }

  private void checkSignature(Checkpoint checkpoint) throws RefusedException {
    if (settings.trusted().isEmpty()) {
      return;
    }
    boolean verified;
    try {
      verified = settings.trusted().get().verify(checkpoint);
    } catch (RuntimeException e) {
      throw new RefusedException(Refusal.Reason.SIGNATURE, "the trusted keys can't be read", e);
    }
    if (!verified) {
      throw new RefusedException(
          Refusal.Reason.SIGNATURE,
          checkpoint.getSignature().hasRemaining()
              ? "no trusted key made its signature"
              : "it is not signed");
    }
  }
}
