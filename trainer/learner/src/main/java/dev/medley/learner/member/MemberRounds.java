package dev.medley.learner.member;

import dev.medley.learner.feed.Frontier;
import dev.medley.learner.feed.LabelReader;
import dev.medley.learner.gate.Bests;
import dev.medley.learner.gate.Gate;
import dev.medley.learner.journal.Standing;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.rounds.Reached;
import dev.medley.learner.rounds.Round;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.schemas.Divergence;
import dev.medley.schemas.HeldBack;
import dev.medley.schemas.LearningSettings;
import dev.medley.schemas.Loss;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.Publication;
import dev.medley.schemas.Return;
import dev.medley.schemas.WarmStart;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One member's rounds: what was committed, what the open one came to up to now, and the state that
 * is written apart. After an exception it is of no use any more. Not thread-safe.
 */
final class MemberRounds {
  private static final Duration STATE_AGE = Duration.ofHours(6);

  /** A redo opens a consumer, and reads to its first label: some 0.15 s, measured. */
  private static final Duration REDO_BEGINS = Duration.ofMillis(150);

  private final LearningSettings settings;
  private final int keptCheckpoints;
  private final RoundCommitter committer;
  private final LabelReader reader;
  private final MemberModel model;
  private final MemberFigures figures;
  private OpenRound open = new OpenRound();
  private boolean otherSettings;
  private Standing committed;
  private Standing standing;
  private Frontier read;
  private final long openedAt;
  private final List<OffsetRange> edges = new ArrayList<>();
  private Duration toRedo;
  private boolean saveSoon;

  MemberRounds(MemberSetup setup, Opening.Opened opened, MemberFigures figures) {
    this.settings = opened.redone().learnsWith().journaled();
    this.keptCheckpoints = setup.settings().rounds().keptCheckpoints();
    this.committer = opened.committer();
    this.reader = opened.reader();
    this.model = opened.redone().model();
    this.figures = figures;
    this.otherSettings = !settings.equals(opened.redone().settings());
    this.committed = opened.redone().standing();
    this.standing = committed;
    this.read = opened.redone().read();
    this.toRedo = opened.redoTook();
    this.openedAt = committed.round();
    // A later redo might not find the checkpoint any more.
    this.saveSoon = opened.redone().wentBack();
    opened.divergences().forEach(this::diverged);
    if (setup.settings().isKeyed() && !opened.redone().learnsWith().isKeyed()) {
      figures.secretUnused();
    }
  }

  /** What was done since the newest commit. */
  OpenRound open() {
    return open;
  }

  /** Where the member stands, uncommitted actions included. */
  Standing standing() {
    return standing;
  }

  /** Where it stood at the newest commit. */
  Standing committed() {
    return committed;
  }

  private void diverged(Divergence divergence) {
    open.did(divergence);
    standing = standing.diverged();
    saveSoon = true;
  }

  void lost(List<OffsetRange> ranges) {
    Loss loss = new Loss(ranges);
    open.did(loss);
    standing = standing.without(loss);
    edges.addAll(ranges);
  }

  /** The weights are another task's: a later redo might not find that checkpoint any more. */
  void startedFrom(WarmStart start) {
    open.did(start);
    saveSoon = true;
  }

  void returned(Return answer) {
    open.did(answer);
    standing = standing.returned(answer);
    saveSoon |= answer.getDone();
  }

  /** The gate judged the weights as they are, and they are not published. */
  void heldBack(Gate.Verdict verdict) {
    Bests bests = verdict.bests();
    open.did(new HeldBack(bests.first(), bests.second()));
    model.bests(standing.bests(), bests);
    standing = standing.heldBack(model.steps(), bests);
  }

  /** A checkpoint that no node would take is held back. */
  void publish(long parent, Gate.Verdict verdict) {
    long began = System.nanoTime();
    AdapterFiles adapter = AdapterFiles.of(model);
    // A redo compares it, too.
    learnt(Duration.ofNanos(System.nanoTime() - began));
    PublishedVersion version =
        new PublishedVersion(standing.version() + 1, adapter.chunks(), committer.chunkPartition());
    Standing after = standing.published(version, keptCheckpoints, model.steps(), verdict.bests());
    Span span = figures.publishing(version.version());
    Round.Publication checkpoint = new Round.Publication(adapter, parent, verdict.figures(), span);
    Optional<String> fault = committer.fault(reached(after), checkpoint);
    if (fault.isPresent()) {
      figures.unpublishable(version.version(), span, fault.get());
      heldBack(verdict);
      return;
    }
    open.publishes(
        new Publication(
            version.version(),
            parent,
            adapter.digest(),
            version.chunks(),
            version.partition(),
            verdict.bests().first(),
            verdict.bests().second()),
        checkpoint);
    model.bests(standing.bests(), verdict.bests());
    model.published(version.version(), verdict.responses());
    standing = after;
  }

  private Reached reached(Standing at) {
    return new Reached(
        at,
        settings,
        read,
        model.steps(),
        model.memory().editsSeen(),
        model.memory().newestEditAt());
  }

  /** Commits what is open, be it nothing but offsets. */
  void commit() {
    if (read.live().isPresent()) {
      // A lane that began in this round is in its entry, for the redo.
      reader.mergeWhereLevel();
    }
    read = reader.frontier();
    Standing reached = standing.nextRound();
    Round round =
        new Round(
            reached(reached),
            otherSettings,
            open.actions(),
            open.publication(),
            reached.expiredSince(committed),
            open.deadLetters());
    committer.commit(round);
    committed = reached;
    standing = reached;
    otherSettings = false;
    long lag = reader.behind().labels();
    figures.committed(round, open, open.progress(lag), lag);
    open = new OpenRound();
  }

  /** Commits offsets alone, where others' records went by, so that the lag is the member's own. */
  boolean follow() {
    if (reader.frontier().equals(read)) {
      open = new OpenRound();
      return false;
    }
    commit();
    return true;
  }

  /** Learning took so long, and would again; zero where nothing was learnt. */
  void learnt(Duration took) {
    boolean first = !took.isZero() && toRedo.compareTo(REDO_BEGINS) < 0;
    toRedo = toRedo.plus(took).plus(first ? REDO_BEGINS : Duration.ZERO);
  }

  /** How long a redo of all since the newest state would take, as it took when it was done. */
  Duration toRedo() {
    return toRedo;
  }

  /** Whether the state is to be written whatever a redo takes. */
  boolean savesSoon() {
    boolean newer = committed.round() > committer.savedRound();
    boolean old = committer.savedAt().plus(STATE_AGE).isBefore(Instant.now());
    // At retention's edge, what was learnt is gone already and can't be learnt again.
    return saveSoon || (newer && (old || !edges.isEmpty()));
  }

  /**
   * Writes the state where it reflects more than the one before; nothing is open.
   *
   * @param judgedSteps optimiser steps when the gate last judged
   */
  void save(long judgedSteps) {
    if (committed.round() > committer.savedRound()) {
      committer.save(model.state(judgedSteps, committed.published()).bytes(), reached(committed));
      figures.saved(committed.round(), toRedo);
    }
    toRedo = Duration.ZERO;
    saveSoon = false;
    edges.removeIf(this::isBehind);
  }

  private boolean isBehind(OffsetRange lost) {
    return read.next().stream()
        .anyMatch(
            place ->
                place.getPartition() == lost.getPartition() && place.getOffset() >= lost.getTo());
  }

  /** Whether a round was committed since the member was opened. */
  boolean hasCommitted() {
    return committed.round() > openedAt;
  }
}
