package dev.medley.learner.memory;

import static java.util.stream.Collectors.toSet;

import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Examples;
import dev.medley.learner.labels.Label;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.lm.loss.Example;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a member has seen, holds out and may repeat; says what becomes of each label. */
public final class LabelMemory {
  private static final int RECENT = 512;

  /** What became of a label. */
  public enum Fate {
    LEARNT,
    HELD_OUT,
    /** The same label, or a later revision of it, was there before. */
    REPEATED,
    STALE,
    /** Nothing can be learnt from it: see {@link Examples#of}. */
    UNUSABLE
  }

  private final Examples examples;
  private final GateSettings gate;
  private final Staleness staleness;
  private HeldOutExamples heldOut;
  private boolean enoughHeldOut;
  private FairNewest contexts;
  private Newest<Example> recent;
  private SeenLabels seen;
  private ArmVersions armVersions;
  private RandomState random;
  private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
  private long editsSeen;
  private Instant newestEditAt = Instant.EPOCH;

  /** A memory that goes on from a state, and counts edits from none. */
  public LabelMemory(Examples examples, RoundSettings rounds, MemoryState state) {
    this.examples = examples;
    this.gate = rounds.gate();
    this.staleness = rounds.staleness();
    goOn(state);
  }

  private void goOn(MemoryState state) {
    heldOut = new HeldOutExamples(gate.evaluated(), state.heldOut());
    enoughHeldOut = state.enough();
    noteEnough();
    contexts =
        new FairNewest(
            gate.guards().contexts(),
            state.contexts().stream().filter(seen -> examples.hasRoom(seen.prompt())).toList());
    recent = new Newest<>(RECENT, state.recent());
    seen = new SeenLabels(state.seen());
    armVersions = new ArmVersions(state.armVersions());
    random = new RandomState(state.random());
  }

  /** Remembers where it is; what is returned goes back to that. */
  public Runnable mark() {
    MemoryState state = state();
    Map<Fate, Long> counted = fates();
    long edits = editsSeen;
    Instant newest = newestEditAt;
    return () -> {
      goOn(state);
      fates.clear();
      fates.putAll(counted);
      reflects(edits, newest);
    };
  }

  /**
   * What is to be learnt of new labels, each once.
   *
   * @param lesson what a label teaches; empty where that is nothing
   */
  public <T> List<T> take(List<Label> labels, Function<Label, Optional<T>> lesson) {
    List<T> fresh = new ArrayList<>();
    for (Label label : labels) {
      fates.merge(take(label, lesson, fresh), 1L, Long::sum);
    }
    return fresh;
  }

  private <T> Fate take(Label label, Function<Label, Optional<T>> lesson, List<T> fresh) {
    long behind = armVersions.behind(label.arm(), label.checkpoint());
    if (!seen.add(label.identity())) {
      return Fate.REPEATED;
    }
    editsSeen++;
    newestEditAt = label.editedAt().isAfter(newestEditAt) ? label.editedAt() : newestEditAt;
    if (staleness.skips(label.identity().generationHash(), behind)) {
      return Fate.STALE;
    }
    ContextHash context = ContextHash.of(label.messages(), gate.holdOut().secret());
    watch(context, label);
    if (isHeldOut(context)) {
      Optional<Example> example = examples.of(label);
      example
          .map(
              found -> new HeldOut(context, found.unweighted(), label.author(), label.isAccepted()))
          .ifPresent(heldOut::add);
      noteEnough();
      return example.isPresent() ? Fate.HELD_OUT : Fate.UNUSABLE;
    }
    Optional<T> learnt = lesson.apply(label);
    learnt.ifPresent(fresh::add);
    return learnt.isPresent() ? Fate.LEARNT : Fate.UNUSABLE;
  }

  /** So many of the recent examples, drawn with replacement. */
  public List<Example> repeated(int count) {
    List<Example> from = recent.all();
    List<Example> chosen = new ArrayList<>();
    for (int i = 0; i < count && !from.isEmpty(); i++) {
      chosen.add(from.get(random.nextInt(from.size())));
    }
    return chosen;
  }

  /** Examples that may be repeated from now on. */
  public void learnt(List<Example> fresh) {
    fresh.forEach(recent::add);
  }

  /** The weights reflect so many edits, and the newest of them. */
  public void reflects(long edits, Instant newest) {
    editsSeen = edits;
    newestEditAt = newest;
  }

  /** After a roll back: the weights reflect so many edits, and nothing since is repeated. */
  public void forget(long edits, Instant newest) {
    reflects(edits, newest);
    recent.clear();
  }

  /**
   * What versions answer before they are published: the held-out contexts, and beside fewer than
   * the guards look at the newest others. Newest last.
   */
  public List<Watched> watched() {
    List<HeldOut> held = heldOut.all();
    Set<ContextHash> known = held.stream().map(HeldOut::context).collect(toSet());
    List<Watched> others = new ArrayList<>(contexts.all());
    others.removeIf(context -> known.contains(context.context()));
    int room = Math.max(0, gate.guards().contexts() - held.size());
    List<Watched> watched = new ArrayList<>(new FairNewest(room, others).all());
    held.forEach(label -> watched.add(Watched.of(label)));
    return watched;
  }

  /** One that is kept stays held out, however many there are by now. */
  private boolean isHeldOut(ContextHash context) {
    return heldOut.has(context) || gate.holdOut().holds(context.value(), !enoughHeldOut);
  }

  /** For good: what is trained on from then on must not be held out once more are wanted. */
  private void noteEnough() {
    enoughHeldOut |= !gate.fewHeldOut(heldOut.all().size());
  }

  private void watch(ContextHash context, Label label) {
    examples
        .asked(label)
        .map(
            prompt ->
                new Watched(context, prompt, label.edited(), label.author(), Optional.empty()))
        .ifPresent(contexts::put);
  }

  /** All that it goes on from, but for what the weights reflect. */
  public MemoryState state() {
    return new MemoryState(
        random.state(),
        heldOut.all(),
        enoughHeldOut,
        recent.all(),
        seen.all(),
        armVersions.all(),
        contexts.all());
  }

  public long editsSeen() {
    return editsSeen;
  }

  public Instant newestEditAt() {
    return newestEditAt;
  }

  /** How many labels since the start had each fate. */
  public Map<Fate, Long> fates() {
    return Map.copyOf(fates);
  }
}
