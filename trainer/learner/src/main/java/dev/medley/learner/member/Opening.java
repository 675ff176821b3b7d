package dev.medley.learner.member;

import dev.medley.learner.journal.GroupOffsets;
import dev.medley.learner.journal.JournalReader;
import dev.medley.learner.journal.Redo;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.rounds.FencedException;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.FormerStates;
import dev.medley.learner.state.Manifests;
import dev.medley.learner.state.SavedState;
import dev.medley.learner.state.StateReader;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.journal.Divergence;
import dev.medley.schemas.journal.Publication;
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
    if (tenure.claimed()) {
      // Before it fences anybody.
      checkOwner(manifests.find(id));
    }
    committer =
        new RoundCommitter(setup.cluster(), id, setup.contract(), setup.self(), setup.signer());
    try {
      Optional<Manifests.Found> found = manifests.find(id);
      if (tenure.claimed()) {
        checkOwner(found);
      }
      Optional<FormerStates.Found> former =
          found.isPresent() ? Optional.empty() : setup.former().find(id);
      found.ifPresent(left -> setup.contract().check(id, left.manifest()));
      former.ifPresent(left -> setup.contract().check(id, left.saved().manifest()));
      manifest = committer.claim(found, former);
      tenure.claim();
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

  private void checkOwner(Optional<Manifests.Found> found) {
    String owner = found.map(manifest -> manifest.manifest().getOwner()).orElse("nobody");
    if (!owner.equals(setup.self())) {
      throw new FencedException(id, setup.self(), owner, null);
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
            this::compare)) {
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

  private void compare(Publication published, AdapterFiles redone) {
    String digest = redone.digest();
    if (digest.equals(published.getAdapterDigest())
        || digest.equals(acceptedDigests.get(published.getVersion()))) {
      return;
    }
    if (!setup.journal().acceptMismatch()) {
      throw new RefusedStateException(
          ("%s: labels and journal give version %d the digest %s, but %s was published: on other"
                  + " hardware, or with another thread count, precision or release, the same labels"
                  + " give other weights; go on where it was trained, or accept the difference once:"
                  + " --on-redo-mismatch accept")
              .formatted(id, published.getVersion(), digest, published.getAdapterDigest()));
    }
    LOG.atWarn()
        .addKeyValue("member", id)
        .addKeyValue("version", published.getVersion())
        .log("The redo gives other bytes than were published, which is accepted");
    divergences.add(new Divergence(published.getVersion(), digest));
  }
}
