package dev.medley.learner.state;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.TrainerManifest;

/** What must not change between a member's rounds. */
public record MemberContract(String baseDigest, int loraRank, long seed) {
  public MemberContract {
    requireNonNull(baseDigest, "baseDigest is null");
  }

  /**
   * Refuses to go on as another kind, from another base or with another rank.
   *
   * @throws RefusedStateException naming both
   */
  public void check(MemberId member, TrainerManifest saved) {
    if (!saved.getKind().isEmpty() && !saved.getKind().equals(member.kind().memberName())) {
      throw new RefusedStateException(
          "%s was trained as %s, but is asked for as %s: go on with that kind, or choose another name"
              .formatted(member, saved.getKind(), member.kind().memberName()));
    }
    if (!saved.getBaseDigest().equals(baseDigest)) {
      throw new RefusedStateException(
          ("%s was trained over base model %s, but --model is %s: go on with that model, or choose"
                  + " another --topic-prefix to begin anew")
              .formatted(member, saved.getBaseDigest(), baseDigest));
    }
    if (saved.getLoraRank() != loraRank) {
      throw new RefusedStateException(
          ("%s was trained with LoRA rank %d, but --rank is %d: go on with that rank, or choose"
                  + " another --topic-prefix to begin anew")
              .formatted(member, saved.getLoraRank(), loraRank));
    }
  }
}
