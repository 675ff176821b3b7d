package dev.medley.learner;

import dev.medley.kafka.Cluster;
import dev.medley.learner.gate.Gate;
import dev.medley.learner.labels.Label;
import dev.medley.learner.labels.LabelReader;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.rounds.AdapterFiles;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.rounds.PublishSchedule;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.rounds.RolledBack;
import dev.medley.learner.rounds.Round;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.state.MemberContract;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.learner.state.SavedState;
import dev.medley.learner.state.StateReader;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Control;
import dev.medley.schemas.RollBack;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.signing.CheckpointSigner;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;

/**
 * One LoRA member of one task: reads its label topic in order, learns in micro-batches of a fixed
 * size, and commits rounds. Its weights reflect each label exactly once. The clock decides when it
 * commits, and when it publishes unless that goes by steps, but nothing else: labels that do not
 * fill a micro-batch wait for the next ones. Not thread-safe.
 */
public final class Member implements AutoCloseable {
  private final MemberId id;
  private final Hyperparameters parameters;
  private final RoundSettings rounds;
  private final RoundCommitter committer;
  private final EarlierWeights earlier;
  private final LabelReader reader;
  private final MemberModel model;
  private final PublishSchedule schedule;
  private final MemberFigures figures;
  private OpenRound round = new OpenRound(0);

  // Change only once a round is committed, but for pauses and roll backs that can't be.
  private Phase phase = new Phase.Learning();
  private long version;
  private List<PublishedVersion> published;
  private RolledBack rolledBack;

  /**
   * Takes a member over, and goes on where its last committed round ended.
   *
   * @param self how this trainer is named to a rival that it fences
   * @param signer of its checkpoints; empty leaves them unsigned
   * @throws RefusedStateException where the saved state does not fit the settings
   */
  public Member(
      LanguageModel base,
      Cluster cluster,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds,
      String self,
      Optional<CheckpointSigner> signer) {
    this.id = id;
    this.parameters = parameters;
    this.rounds = rounds;
    this.figures = new MemberFigures(id);
    this.earlier = new EarlierWeights(id, new PublishedCheckpoints(cluster), base);
    MemberContract contract =
        new MemberContract(base.digest(), parameters.lora().rank(), parameters.seed());
    // Fences whoever had the member before, so that what is read next is its last word.
    this.committer = new RoundCommitter(cluster, id, contract, self, signer);
    try {
      StateReader.Stored stored = new StateReader(cluster).find(id);
      committer.claim(stored.partition());
      Optional<SavedState> saved = stored.saved();
      Optional<TrainerManifest> manifest = saved.map(SavedState::manifest);
      manifest.ifPresent(found -> contract.check(id, found));
      this.version = manifest.map(TrainerManifest::getVersion).orElse(0L);
      this.published = saved.map(found -> found.state().published()).orElse(List.of());
      this.rolledBack = manifest.map(RolledBack::of).orElse(RolledBack.NEVER);
      LoraAdapter parent = earlier.newest(version).orElse(null);
      this.reader =
          new LabelReader(
              cluster, id, manifest.map(TrainerManifest::getNextOffsets).orElse(List.of()));
      this.model = new MemberModel(base, id.kind(), parameters, rounds, saved.orElse(null), parent);
      this.schedule =
          new PublishSchedule(rounds, saved.map(found -> found.state().judgedSteps()).orElse(0L));
    } catch (RuntimeException e) {
      committer.close();
      throw e;
    }
  }

  /**
   * Does what operators ask: learns nothing while its task is paused, and goes on from an earlier
   * checkpoint where it has not done so yet. Which request it answered is part of its state.
   */
  public void obey(Optional<Control> control) {
    phase = phase.paused(control.map(Control::getPausedAt).isPresent());
    rolledBack.unanswered(id, control).ifPresent(this::rollBack);
  }

  private void rollBack(RollBack asked) {
    Optional<RolledBack> done;
    try {
      done = earlier.rollBack(asked, model, reader.nextOffsets(), published);
    } catch (RetriableException e) {
      figures.rollBackWaits(asked, e);
      return;
    }
    if (done.isEmpty()) {
      rolledBack = rolledBack.withRefused(asked);
      return;
    }
    // At once, and whatever the gate says: nodes are to serve it now.
    commit(publishing(asked.getVersion(), judge()), done.get());
  }

  /**
   * Reads what has come, and learns from one micro-batch, commits one round, or does nothing.
   *
   * @return whether there was something to do
   */
  public boolean work() {
    if (phase instanceof Phase.Paused) {
      return end(Ending.AT_ONCE);
    }
    reader.poll();
    if (round.over(rounds) || publishDue()) {
      return end(Ending.DUE);
    }
    if (reader.available() >= parameters.batch()) {
      learn();
      return true;
    }
    return false;
  }

  private void learn() {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < parameters.batch(); i++) {
      Label label = reader.take();
      figures.taken(label, reader);
      labels.add(label);
    }
    round.take(labels.size());
    figures.step(() -> model.learn(labels));
  }

  private boolean publishDue() {
    return schedule.due(model.steps(), round.age());
  }

  /**
   * Ends the round where anything was read in it, or the gate is to look.
   *
   * @return whether it did
   */
  public boolean end(Ending ending) {
    boolean judge =
        switch (ending) {
          case DUE -> publishDue();
          case AT_ONCE -> false;
          case LAST -> schedule.unjudged(model.steps());
        };
    if (round.isEmpty() && !judge) {
      return false;
    }
    commit(judge ? judged() : phase, rolledBack);
    return true;
  }

  private Phase judged() {
    Gate.Verdict verdict = judge();
    if (verdict.passes()) {
      return publishing(version, verdict);
    }
    figures.refused();
    return new Phase.Refused(phase.refusedInARow() + 1);
  }

  private Gate.Verdict judge() {
    Gate.Verdict verdict = schedule.judge(model);
    figures.judged(verdict.figures());
    return verdict;
  }

  /** A checkpoint that no node would take is left out, and its round committed without it. */
  private Phase publishing(long parent, Gate.Verdict verdict) {
    long next = version + 1;
    Span span = figures.publishing(next);
    Round.Publication checkpoint =
        new Round.Publication(AdapterFiles.of(model), parent, verdict.figures(), span);
    Optional<String> fault = committer.fault(next, checkpoint);
    if (fault.isPresent()) {
      figures.unpublishable(next, span, fault.get());
      return new Phase.Refused(phase.refusedInARow() + 1);
    }
    return new Phase.Publishing(next, checkpoint, verdict.responses());
  }

  private void commit(Phase ending, RolledBack answered) {
    Optional<Phase.Publishing> publishing =
        ending instanceof Phase.Publishing found ? Optional.of(found) : Optional.empty();
    // First, as the state has the responses of the newest checkpoint.
    publishing.ifPresent(checkpoint -> model.published(checkpoint.responses()));
    List<PublishedVersion> kept = publishing.map(this::keptWith).orElse(published);
    Round committed =
        new Round(
            model.state(schedule.judgedSteps(), kept).bytes(),
            reader.nextOffsets(),
            answered,
            publishing.map(Phase.Publishing::checkpoint),
            publishing.map(Phase.Publishing::version).orElse(version),
            model.steps(),
            editsSeen(),
            model.memory().newestEditAt(),
            published.stream().filter(checkpoint -> !kept.contains(checkpoint)).toList());
    committer.commit(committed, reader.group());
    version = committed.version();
    published = kept;
    rolledBack = answered;
    phase = phase.after(ending);
    long lag = reader.lag();
    figures.committed(committed, round, round.progress(reader.consumed(), lag), lag, phase);
    round = new OpenRound(reader.consumed());
  }

  /** The newest checkpoints, as many as are kept. */
  private List<PublishedVersion> keptWith(Phase.Publishing next) {
    int chunks = next.checkpoint().adapter().chunks();
    return new PublishedVersion(next.version(), chunks, committer.chunkPartition())
        .after(published, rounds.keptCheckpoints());
  }

  public MemberId id() {
    return id;
  }

  /** Labels that wait on the topic. */
  public long lag() {
    return reader.lag();
  }

  /** For how long the oldest label has waited; zero where none does. */
  Duration lagTime() {
    return reader.waited();
  }

  /** Whether fewer labels wait than make a micro-batch. */
  boolean caughtUp() {
    return reader.caughtUp(parameters.batch());
  }

  public long editsSeen() {
    return model.memory().editsSeen();
  }

  public long steps() {
    return model.steps();
  }

  /** Records that could not be read and were skipped since the start. */
  long unreadable() {
    return reader.unreadable();
  }

  MemberFigures figures() {
    return figures;
  }

  MemberModel model() {
    return model;
  }

  /** Version of the newest checkpoint; 0 for none. */
  public long version() {
    return version;
  }

  /** Closes without committing: what was not committed is read again. */
  @Override
  public void close() {
    reader.close();
    committer.close();
    model.close();
  }
}
