package dev.medley.learner.rounds;

import dev.medley.learner.feed.Frontier;
import dev.medley.learner.journal.Forgotten;
import dev.medley.learner.journal.Redo;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Return;
import dev.medley.schemas.WarmStart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member's own checkpoints: what its gate compares with, and what it goes back to. */
public final class EarlierWeights implements Redo.Earlier {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierWeights.class);

  private final MemberId member;
  private final PublishedCheckpoints checkpoints;
  private final LanguageModel base;

  public EarlierWeights(MemberId member, PublishedCheckpoints checkpoints, LanguageModel base) {
    this.member = member;
    this.checkpoints = checkpoints;
    this.base = base;
  }

  /** A checkpoint's, as {@link #own}, with a warning where it, or a part of it, is gone. */
  public Optional<LoraAdapter> compared(long version) {
    try {
      Optional<LoraAdapter> found = own(version);
      if (found.isEmpty()) {
        gone(version, "it is not among the checkpoints");
      }
      return found;
    } catch (RefusedStateException e) {
      gone(version, e.getMessage());
      return Optional.empty();
    }
  }

  private void gone(long version, String reason) {
    LOG.atWarn()
        .addKeyValue("member", member)
        .addKeyValue("version", version)
        .addKeyValue("reason", reason)
        .log("A checkpoint is gone from Kafka: the gate compares with the newest that is there");
  }

  /**
   * Names are immutable: a version is never given twice.
   *
   * @param version that is the newest by state and journal
   * @param published the member's checkpoints
   * @throws RefusedStateException where a later one is among them
   */
  public void checkNewest(long version, List<Checkpoint> published) {
    for (Checkpoint later : published) {
      if (later.getVersion() > version) {
        throw new RefusedStateException(
            ("%s: by its state and journal version %d is its newest, but %d is published: entries"
                    + " of its journal are gone; build the member anew: learner retrain"
                    + " --from-beginning --as NAME")
                .formatted(member, version, later.getVersion()));
      }
    }
  }

  @Override
  public Optional<LoraAdapter> own(long version) {
    return version == 0
        ? Optional.empty()
        : checkpoints
            .find(member, version)
            .map(checkpoint -> checkpoints.adapter(checkpoint, base));
  }

  @Override
  public Optional<LoraAdapter> other(WarmStart start) {
    MemberId other = new MemberId(start.getTask(), start.getMember(), member.kind());
    return checkpoints
        .find(other, start.getVersion())
        .filter(found -> found.getAdapterDigest().equals(start.getAdapterDigest()))
        .map(checkpoint -> checkpoints.adapter(checkpoint, base));
  }

  /** The newest checkpoint of the member of the same name in another task. */
  public Optional<WarmStart> startFrom(String task) {
    List<Checkpoint> there = checkpoints.of(new MemberId(task, member.name(), member.kind()));
    return there.isEmpty()
        ? Optional.empty()
        : Optional.of(there.get(there.size() - 1))
            .map(
                found ->
                    new WarmStart(
                        task, member.name(), found.getVersion(), found.getAdapterDigest()));
  }

  /**
   * Gives a model the weights that are asked for.
   *
   * @param read how far labels were read
   * @param there checkpoints to choose from, for the message
   * @return the answer, as the journal has it; where it can't be, an error says why, and the model
   *     is as it was
   */
  public Return goBack(
      BackTo asked, MemberModel model, Frontier read, List<PublishedVersion> there) {
    long to = asked.version();
    Optional<Checkpoint> found = to == 0 ? Optional.empty() : checkpoints.find(member, to);
    Return answer =
        Return.newBuilder()
            .setVersion(to)
            .setAskedAt(asked.askedAt())
            .setDone(false)
            .setForgotten(Forgotten.since(found, read))
            .setEditsSeen(found.map(Checkpoint::getEditsSeen).orElse(0L))
            .setNewestEditAt(found.map(Checkpoint::getNewestEditAt).orElse(Instant.EPOCH))
            .setRefusals(asked.refusals())
            .setRateFactor(asked.rateFactor().value())
            .build();
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
      model.goBack(earlier, answer);
    } catch (RefusedStateException e) {
      LOG.atError().addKeyValue("member", member).setCause(e).log("No roll back");
      return answer;
    }
    model.earlier().backTo(to);
    LOG.atInfo().addKeyValue("member", member).addKeyValue("version", to).log("Rolled back");
    answer.setDone(true);
    return answer;
  }
}
