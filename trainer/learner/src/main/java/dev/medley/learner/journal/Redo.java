package dev.medley.learner.journal;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.Frontier;
import dev.medley.learner.feed.LabelReader;
import dev.medley.learner.gate.Bests;
import dev.medley.learner.labels.Label;
import dev.medley.learner.labels.Taken;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.MemberState;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.learner.state.SavedState;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Divergence;
import dev.medley.schemas.HeldBack;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.LearningSettings;
import dev.medley.schemas.Loss;
import dev.medley.schemas.MicroBatch;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Publication;
import dev.medley.schemas.Return;
import dev.medley.schemas.Skip;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.WarmStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does again what a member's journal says was done since its state was written, on the same labels
 * and with the settings of that time, so that its weights are what they were. Used once.
 */
public final class Redo implements AutoCloseable {
  /** Where a redo's weights can be compared with what was published. */
  public interface Comparison {
    /**
     * A checkpoint was come to.
     *
     * @param redone what the redo gives
     */
    void met(Publication published, AdapterFiles redone);

    /**
     * A step that was sound is not any more.
     *
     * @param version of the newest checkpoint
     */
    void unsound(long version);
  }

  /** Weights of checkpoints, to be closed by whoever asks; empty where they are gone. */
  public interface Earlier {
    /** The member's own, by version. */
    Optional<LoraAdapter> own(long version);

    /** Another member's, which it started from. */
    Optional<LoraAdapter> other(WarmStart start);
  }

  private final Cluster cluster;
  private final MemberId member;
  private final LearntWith now;
  private final Earlier earlier;
  private final Comparison comparison;
  private final LabelReader reader;
  private MemberModel model;
  private LearningSettings settings;
  private Standing standing;
  private Frontier read;
  private boolean wentBack;
  private long labels;

  /**
   * Begins where a state was written.
   *
   * @param now settings that are known where the journal has none, and that hold afterwards
   * @param saved empty for a member that has none yet
   * @param begin how far labels were read then
   * @param reader at that frontier, to be closed by the caller
   * @param earlier checkpoints that were gone back to
   */
  public Redo(
      LanguageModel base,
      Cluster cluster,
      MemberId member,
      LearntWith now,
      Optional<SavedState> saved,
      Frontier begin,
      LabelReader reader,
      Earlier earlier,
      Comparison comparison) {
    requireNonNull(base, "base is null");
    this.cluster = cluster;
    this.member = member;
    this.reader = requireNonNull(reader, "reader is null");
    this.earlier = earlier;
    this.comparison = comparison;
    this.standing = saved.map(Standing::of).orElse(Standing.BEGIN);
    Optional<TrainerManifest> manifest = saved.map(SavedState::manifest);
    this.read = begin;
    this.settings = manifest.map(TrainerManifest::getSettings).orElse(null);
    // A state of a release before journals says nothing of them.
    this.now = saved.isPresent() && settings == null ? now.holdingOut(HoldOut.FORMER) : now;
    LearntWith then = settings == null ? this.now : now.as(settings);
    MemberState state = saved.map(SavedState::state).orElse(null);
    this.model = new MemberModel(base, member.kind(), then.parameters(), then.rounds(), state);
    manifest.ifPresent(
        found -> model.memory().reflects(found.getEditsSeen(), found.getNewestEditAt()));
  }

  /**
   * Does one round again.
   *
   * @throws RefusedStateException where the journal has a gap before it, or a label of it is gone
   */
  public void round(JournalEntry entry) {
    if (entry.getRound() != standing.round() + 1) {
      throw new RefusedStateException(
          ("%s: round %d is next, but the journal has %d: retention has removed what is to be"
                  + " redone; keep %s longer, and build the member anew: learner retrain"
                  + " --from-beginning --as NAME")
              .formatted(
                  member,
                  standing.round() + 1,
                  entry.getRound(),
                  cluster.topic(Topic.TRAINER_JOURNAL)));
    }
    if (entry.getSettings() != null) {
      learnWith(entry.getSettings());
    }
    read = Frontier.of(entry.getNextOffsets(), entry.getLive());
    if (entry.getLive() != null) {
      reader.lanes(read.live());
    }
    entry.getActions().forEach(this::redo);
    reader.lanes(read.live());
    standing = standing.nextRound();
  }

  private void learnWith(LearningSettings journaled) {
    if (!journaled.equals(settings)) {
      settings = journaled;
      LearntWith then = now.as(journaled);
      model = model.under(then.parameters(), then.rounds());
    }
  }

  private void redo(Object action) {
    if (action instanceof MicroBatch batch) {
      learn(batch);
    } else if (action instanceof HeldBack judged) {
      Bests bests = new Bests(judged.getBestFirst(), judged.getBestSecond());
      model.bests(standing.bests(), bests);
      standing = standing.heldBack(model.steps(), bests);
    } else if (action instanceof Publication publication) {
      publish(publication);
    } else if (action instanceof Return answer) {
      goBack(answer);
    } else if (action instanceof Loss loss) {
      standing = standing.without(loss);
    } else if (action instanceof Divergence) {
      standing = standing.diverged();
    } else if (action instanceof Skip skip) {
      reader.take(skip.getLabel());
    } else if (action instanceof WarmStart start) {
      warmStart(start);
    } else {
      throw new RefusedStateException(
          "%s: its journal has an action of a later release: use that release".formatted(member));
    }
  }

  private void learn(MicroBatch batch) {
    List<Label> taken = new ArrayList<>();
    for (PartitionOffset place : batch.getLabels()) {
      taken.add(reader.take(place).map(Taken::label).orElseThrow(() -> gone(place)));
    }
    if (!model.learn(taken).sound()) {
      comparison.unsound(standing.version());
    }
    labels += taken.size();
  }

  private RefusedStateException gone(PartitionOffset place) {
    return new RefusedStateException(
        ("%s: its weights reflect a label at %s-%d@%d that was learnt since its state was written,"
                + " and that is gone: keep labels longer than a trainer may be down, and build the"
                + " member anew: learner retrain --from-beginning --as NAME")
            .formatted(
                member,
                cluster.topic(member.kind().labelTopic()),
                place.getPartition(),
                place.getOffset()));
  }

  private void publish(Publication publication) {
    comparison.met(publication, AdapterFiles.of(model));
    Bests bests = new Bests(publication.getBestFirst(), publication.getBestSecond());
    model.bests(standing.bests(), bests);
    model.published(publication.getVersion(), Map.of());
    PublishedVersion version =
        new PublishedVersion(
            publication.getVersion(), publication.getChunks(), publication.getChunkPartition());
    standing = standing.published(version, now.rounds().keptCheckpoints(), model.steps(), bests);
  }

  private void warmStart(WarmStart start) {
    try (LoraAdapter weights =
        earlier
            .other(start)
            .orElseThrow(
                () ->
                    new RefusedStateException(
                        ("%s: it started from %s/%s version %d, which is gone, and has no state"
                                + " since: build the member anew: learner retrain --from-beginning"
                                + " --as NAME")
                            .formatted(
                                member, start.getTask(), start.getMember(), start.getVersion())))) {
      model.rollBack(weights, 0, Instant.EPOCH);
    }
    wentBack = true;
  }

  private void goBack(Return answer) {
    if (answer.getDone()) {
      Optional<LoraAdapter> weights =
          answer.getVersion() == 0 ? Optional.empty() : earlier.own(answer.getVersion());
      if (answer.getVersion() != 0 && weights.isEmpty()) {
        throw new RefusedStateException(
            ("%s: it went back to version %d since its state was written, and that checkpoint is"
                    + " gone: build the member anew: learner retrain --from-beginning --as NAME")
                .formatted(member, answer.getVersion()));
      }
      try (LoraAdapter found = weights.orElse(null)) {
        model.goBack(found, answer);
      }
    }
    standing = standing.returned(answer);
    wentBack |= answer.getDone();
  }

  /**
   * What the redo came to, which the caller closes.
   *
   * @param settings it was learnt with last; null for a member that learnt nothing
   * @param learnsWith what it is learnt with from now on
   * @param read how far its labels were read
   * @param wentBack whether weights of a checkpoint were taken over again
   */
  public record Done(
      MemberModel model,
      Standing standing,
      LearningSettings settings,
      LearntWith learnsWith,
      Frontier read,
      boolean wentBack,
      long labels) {}

  /** Hands over what was come to; from now on it is learnt with the settings that hold now. */
  public Done end() {
    LearningSettings before = settings;
    LearntWith next = before == null ? now : now.holdingOutAs(before);
    if (before != null) {
      learnWith(next.journaled());
    }
    Done done = new Done(model, standing, before, next, read, wentBack, labels);
    model = null;
    return done;
  }

  /** How far labels were read. */
  public Frontier read() {
    return read;
  }

  /** Where the member stands. */
  public Standing standing() {
    return standing;
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
