package dev.medley.learner.member;

import dev.medley.learner.feed.Frontier;
import dev.medley.learner.feed.LabelFeed;
import dev.medley.learner.feed.LabelReader;
import dev.medley.learner.journal.GroupOffsets;
import dev.medley.learner.journal.JournalReader;
import dev.medley.learner.journal.Redo;
import dev.medley.learner.journal.Standing;
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
import dev.medley.schemas.Checkpoint;
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
   * @param reader of its labels, where it goes on
   * @param redone what the redo came to
   * @param divergences where the redo gave other bytes than were published, and that is accepted
   * @param redoTook how long the redo took
   */
  record Opened(
      RoundCommitter committer,
      LabelReader reader,
      EarlierWeights earlier,
      Redo.Done redone,
      List<Divergence> divergences,
      Duration redoTook) {}

  private final MemberSetup setup;
  private final MemberId id;
  private final Owners owners;
  private final EarlierWeights earlier;
  private final Map<Long, String> acceptedDigests = new HashMap<>();
  private final List<Divergence> divergences = new ArrayList<>();
  private RoundCommitter committer;
  private TrainerManifest manifest;
  private LabelReader reader;
  private Frontier committed;
  private JournalReader.Read journal;
  private List<Checkpoint> published;
  private Optional<RuntimeException> failure = Optional.empty();

  /** Of a member that is claimed by {@link Openings#claim}, and then opened. */
  public Opening(MemberSetup setup, Tenure tenure) {
    this.setup = setup;
    this.id = setup.id();
    this.owners = tenure.owners();
    this.earlier = new EarlierWeights(id, new PublishedCheckpoints(setup.cluster()), setup.base());
  }

  /**
   * A claimed member, alone.
   *
   * @throws FencedException where somebody else has claimed it since this trainer has
   * @throws RefusedStateException where what was left does not fit the settings
   */
  public static Opening claimed(MemberSetup setup, Tenure tenure) {
    Opening opening = new Opening(setup, tenure);
    Openings.claim(List.of(opening));
    opening
        .failed()
        .ifPresent(
            reason -> {
              throw reason;
            });
    return opening;
  }

  MemberSetup setup() {
    return setup;
  }

  MemberId id() {
    return id;
  }

  /** Why it could not be claimed; empty where it is. */
  public Optional<RuntimeException> failed() {
    return failure;
  }

  void fail(RuntimeException reason) {
    failure = Optional.of(reason);
    close();
  }

  boolean hasMetOwners() {
    return owners.haveMet();
  }

  /** Nobody else may own it. */
  void meet(Optional<Manifests.Found> found) {
    checkOwner(found);
  }

  /** Ends what whoever had it left open, and lets it commit nothing more. */
  void fence() {
    committer = new RoundCommitter(setup.cluster(), id, setup.contract(), owners, setup.signer());
  }

  /**
   * Says that it is this trainer's.
   *
   * @param found empty where nobody ever claimed it
   */
  void claim(Optional<Manifests.Found> found) {
    checkOwner(found);
    Optional<FormerStates.Found> former =
        found.isPresent() ? Optional.empty() : setup.former().flatMap(states -> states.find(id));
    found.ifPresent(known -> setup.contract().check(id, known.manifest()));
    former.ifPresent(known -> setup.contract().check(id, known.saved().manifest()));
    manifest = committer.claim(found, former, this::beginning);
  }

  /** Where a member's labels begin that nobody ever claimed. */
  private Frontier beginning() {
    return feed().first();
  }

  private LabelFeed feed() {
    return setup.feeds().of(id.kind().labelTopic());
  }

  public TrainerManifest manifest() {
    return manifest;
  }

  /** How far its state had read labels. */
  Frontier saved() {
    return Frontier.of(manifest.getNextOffsets(), manifest.getLive());
  }

  /** Its labels come from now on. */
  void read(Frontier group) {
    committed = group;
    reader = feed().open(id, saved());
  }

  void journal(JournalReader.Read read) {
    journal = read;
    committer.journalRead(read.next());
  }

  void published(List<Checkpoint> checkpoints) {
    published = checkpoints;
  }

  LabelReader reader() {
    return reader;
  }

  /**
   * Reads the state that the member left, and does again what that does not reflect; where that
   * throws, this is closed.
   *
   * @param states read by the calling thread
   * @throws RefusedStateException where what was left is not whole, or can't be done again
   */
  Opened open(StateReader states) {
    try {
      return redo(states.read(id, manifest));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    if (committer != null) {
      committer.close();
    }
  }

  private void checkOwner(Optional<Manifests.Found> found) {
    String owner = found.map(left -> left.manifest().getOwner()).orElse(owners.self());
    owners.meet(owner);
    if (owners.isRival(owner)) {
      throw new FencedException(id, owners.self(), owner, null);
    }
  }

  private Opened redo(Optional<SavedState> saved) {
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
            saved(),
            reader,
            earlier,
            new Compared())) {
      for (JournalEntry entry : journal.entries()) {
        redo.round(entry);
        setup.thread().moved();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      GroupOffsets.check(setup.cluster(), id, committed.next(), redo.read().next());
      Standing standing = redo.standing();
      earlier.checkNewest(standing.version(), published);
      Redo.Done done = redo.end();
      done.model().earlier().goOn(standing.version(), standing.bests(), earlier::compared);
      reader.goOn(done.read());
      LOG.atInfo()
          .addKeyValue("member", id)
          .addKeyValue("state", saved.map(found -> found.manifest().getRound()).orElse(0L))
          .addKeyValue("roundsRedone", journal.entries().size())
          .addKeyValue("labelsRedone", done.labels())
          .addKeyValue("redoSeconds", took.toMillis() / 1e3)
          .log("Member is open");
      return new Opened(committer, reader, earlier, done, divergences, took);
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
