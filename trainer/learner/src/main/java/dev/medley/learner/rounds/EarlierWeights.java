package dev.medley.learner.rounds;

import dev.medley.learner.journal.Forgotten;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Return;
import dev.medley.schemas.RollBack;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member's own checkpoints: what its gate compares with, and what operators may go back to. */
public final class EarlierWeights {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierWeights.class);

  private final MemberId member;
  private final PublishedCheckpoints checkpoints;
  private final LanguageModel base;

  public EarlierWeights(MemberId member, PublishedCheckpoints checkpoints, LanguageModel base) {
    this.member = member;
    this.checkpoints = checkpoints;
    this.base = base;
  }

  /**
   * The newest checkpoint's, to be closed by the caller; empty where there is none, with a warning
   * where there was one.
   *
   * @param version 0 for none
   * @throws RefusedStateException where a later one is published
   */
  public Optional<LoraAdapter> newest(long version) {
    checkpoints.of(member).stream()
        .filter(later -> later.getVersion() > version)
        .findFirst()
        .ifPresent(later -> refuse(version, later));
    Optional<LoraAdapter> found = of(version);
    if (version > 0 && found.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("member", member)
          .addKeyValue("version", version)
          .log("The newest checkpoint is gone from Kafka: the gate compares with the base");
    }
    return found;
  }

  /** Names are immutable: a version is never given twice. */
  private void refuse(long version, Checkpoint later) {
    throw new RefusedStateException(
        ("%s: by its state and journal version %d is its newest, but %d is published: entries of"
                + " its journal are gone; build the member anew: learner retrain --from-beginning"
                + " --as NAME")
            .formatted(member, version, later.getVersion()));
  }

  /** A checkpoint's, to be closed by the caller; empty where there is none. */
  public Optional<LoraAdapter> of(long version) {
    return version == 0
        ? Optional.empty()
        : checkpoints
            .find(member, version)
            .map(checkpoint -> checkpoints.adapter(checkpoint, base));
  }

  /**
   * Gives a model the weights that were asked for.
   *
   * @param next where reading goes on
   * @param there checkpoints to choose from, for the message
   * @return the answer, as the journal has it; where it can't be, an error says why, and the model
   *     is as it was
   */
  public Return rollBack(
      RollBack asked, MemberModel model, List<PartitionOffset> next, List<PublishedVersion> there) {
    long to = asked.getVersion();
    Optional<Checkpoint> found = to == 0 ? Optional.empty() : checkpoints.find(member, to);
    Return answer =
        new Return(
            to,
            asked.getAskedAt(),
            false,
            Forgotten.since(found, next),
            found.map(Checkpoint::getEditsSeen).orElse(0L),
            found.map(Checkpoint::getNewestEditAt).orElse(Instant.EPOCH));
    if (to != 0 && found.isEmpty()) {
      LOG.atError()
          .addKeyValue("member", member)
          .addKeyValue("version", to)
          .addKeyValue("there are", there.stream().map(PublishedVersion::version).toList())
          .log("No roll back: this checkpoint is not on Kafka");
      return answer;
    }
    try (LoraAdapter earlier =
        found.map(checkpoint -> checkpoints.adapter(checkpoint, base)).orElse(null)) {
      model.rollBack(earlier, answer.getEditsSeen(), answer.getNewestEditAt());
    } catch (RefusedStateException e) {
      LOG.atError().addKeyValue("member", member).setCause(e).log("No roll back");
      return answer;
    }
    LOG.atInfo().addKeyValue("member", member).addKeyValue("version", to).log("Rolled back");
    answer.setDone(true);
    return answer;
  }
}
