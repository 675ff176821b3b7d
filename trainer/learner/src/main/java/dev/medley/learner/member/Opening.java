package dev.medley.learner.member;

import dev.medley.learner.journal.GroupOffsets;
import dev.medley.learner.journal.JournalReader;
import dev.medley.learner.journal.Redo;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.rounds.FencedException;
import dev.medley.learner.rounds.Owners;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.FormerStates;
import dev.medley.learner.state.Manifests;
import dev.medley.learner.state.SavedState;
import dev.medley.learner.state.StateReader;
import dev.medley.schemas.Divergence;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.Publication;
import dev.medley.schemas.TrainerManifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a member over: fences whoever had it, reads what it left on Kafka, and does again what was
 * committed since its state was written.
 */
public final class Opening implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  /**
   * A member as it was left, to be closed by the caller.
   *
   * @param committer that owns it now
   * @param redone what the redo came to
   * @param divergences where the redo gave other bytes than were published, and that is accepted
   * @param redoTook how long the redo took
   */
  record Opened(
      RoundCommitter committer,
      EarlierWeights earlier,
      Redo.Done redone,
      List<Divergence> divergences,
      Duration redoTook) {}

  private final MemberSetup setup;
  private final MemberId id;
  private final EarlierWeights earlier;
  private final RoundCommitter committer;
  private final TrainerManifest manifest;
  private final Map<Long, String> acceptedDigests = new HashMap<>();
  private final List<Divergence> divergences = new ArrayList<>();

  /**
   * Claims the member; what it left is read by {@link #open()}.
   *
   * @throws FencedException where somebody else has claimed it since this trainer has
   * @throws RefusedStateException where what was left does not fit the settings
   */
  public Opening(MemberSetup setup, Tenure tenure) {
    this.setup = setup;
    this.id = setup.id();
    this.earlier = new EarlierWeights(id, new PublishedCheckpoints(setup.cluster()), setup.base());
    Manifests manifests = new Manifests(setup.cluster());
    Owners owners = tenure.owners();
    if (owners.haveMet()) {
      // Before it fences anybody.
      checkOwner(owners, manifests.find(id));
    }
    committer = new RoundCommitter(setup.cluster(), id, setup.contract(), owners, setup.signer());
    try {
      Optional<Manifests.Found> found = manifests.find(id);
      checkOwner(owners, found);
      Optional<FormerStates.Found> former =
          found.isPresent() ? Optional.empty() : setup.former().find(id);
      found.ifPresent(left -> setup.contract().check(id, left.manifest()));
      former.ifPresent(left -> setup.contract().check(id, left.saved().manifest()));
      manifest = committer.claim(found, former);
    } catch (RuntimeException e) {
      committer.close();
      throw e;
    }
  }

  /**
   * Reads what the member left, and does again what its state does not reflect.
   *
   * @throws RefusedStateException where what was left is not whole, or can't be done again
   */
  Opened open() {
    Optional<SavedState> saved = new StateReader(setup.cluster()).read(id, manifest);
    JournalReader.Read journal =
        new JournalReader(setup.cluster())
            .read(id, manifest.getJournalPartition(), manifest.getJournalOffset());
    committer.journalRead(journal.next());
    return redo(saved, journal);
  }

  @Override
  public void close() {
    committer.close();
  }

  private void checkOwner(Owners owners, Optional<Manifests.Found> found) {
    String owner = found.map(left -> left.manifest().getOwner()).orElse(owners.self());
    owners.meet(owner);
    if (owners.isRival(owner)) {
      throw new FencedException(id, owners.self(), owner, null);
    }
  }

  private Opened redo(Optional<SavedState> saved, JournalReader.Read journal) {
    journal.entries().stream()
        .flatMap(entry -> entry.getActions().stream())
        .filter(Divergence.class::isInstance)
        .map(Divergence.class::cast)
        .forEach(known -> acceptedDigests.put(known.getVersion(), known.getAdapterDigest()));
    long started = System.nanoTime();
    try (Redo redo =
        new Redo(
            setup.base(),
            setup.cluster(),
            id,
            setup.settings(),
            saved,
            earlier::of,
            new Compared())) {
      for (JournalEntry entry : journal.entries()) {
        redo.round(entry);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      GroupOffsets.check(setup.cluster(), id, redo.next());
      if (!redo.published()) {
        earlier.newest(redo.version()).ifPresent(redo.model()::parent);
      }
      Redo.Done done = redo.end();
      LOG.atInfo()
          .addKeyValue("member", id)
          .addKeyValue("state", saved.map(found -> found.manifest().getRound()).orElse(0L))
          .addKeyValue("roundsRedone", journal.entries().size())
          .addKeyValue("labelsRedone", done.labels())
          .addKeyValue("redoSeconds", took.toMillis() / 1e3)
          .log("Member is open");
      return new Opened(committer, earlier, done, divergences, took);
    }
  }

  private final class Compared implements Redo.Comparison {
    @Override
    public void met(Publication published, AdapterFiles redone) {
      compare(published, redone);
    }

    @Override
    public void unsound(long version) {
      String what =
          "the loss or gradient of a step after version %d is not sound".formatted(version);
      accept(version, "", what);
    }
  }

  private void compare(Publication published, AdapterFiles redone) {
    String digest = redone.digest();
    if (digest.equals(published.getAdapterDigest())
        || digest.equals(acceptedDigests.get(published.getVersion()))) {
      return;
    }
    String what =
        "version %d has the digest %s, but %s was published"
            .formatted(published.getVersion(), digest, published.getAdapterDigest());
    accept(published.getVersion(), digest, what);
  }

  private void accept(long version, String digest, String what) {
    if (!setup.journal().acceptMismatch()) {
      throw new RefusedStateException(
          ("%s: by labels and journal, %s: on other hardware, or with another thread count,"
                  + " precision or release, the same labels give other weights; go on where it was"
                  + " trained, or accept the difference once: --on-redo-mismatch accept")
              .formatted(id, what));
    }
    LOG.atWarn()
        .addKeyValue("member", id)
        .addKeyValue("version", version)
        .log("The redo differs from what was published, which is accepted");
    divergences.add(new Divergence(version, digest));
  }
}
