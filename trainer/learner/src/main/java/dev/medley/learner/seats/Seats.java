package dev.medley.learner.seats;

import dev.medley.kafka.control.Controls;
import dev.medley.learner.member.Ending;
import dev.medley.learner.member.Member;
import dev.medley.learner.member.Opening;
import dev.medley.learner.member.Openings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.StateReader;
import dev.medley.schemas.MemberState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All members' places, and whose turn it is. Used by the training thread. */
public final class Seats implements AutoCloseable {
  public static final Duration NOTHING_TO_DO = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(Seats.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /** A turn looks at all seats, which is not worth one opening alone. */
  private static final long OPENING_NANOS = Duration.ofMillis(100).toNanos();

  private static final int READ_AHEAD = 8;

  private final Setups setups;
  private final Roster roster;
  private final TrainerMetrics metrics;
  private final LagMonitor lags;
  private final MemberStatuses statuses;
  private final List<Seat> seats = Collections.synchronizedList(new ArrayList<>());
  private final Turns<Seat> turns = new Turns<>(seat -> seat.id().kind());
  private Optional<StateReader> states = Optional.empty();
  private Duration lastTurn = Duration.ZERO;
  private String controlsWait = "";
  private boolean ready;
  private long lookedAt = System.nanoTime() - LOOK_NANOS;

  /** Seats of all members that are known now. */
  public Seats(Setups setups, Roster roster, TrainerMetrics metrics) {
    this.setups = setups;
    this.roster = roster;
    this.metrics = metrics;
    this.lags = new LagMonitor(setups.feeds().admin(), setups.cluster(), this::tell);
    this.statuses = new MemberStatuses(setups.cluster(), setups.self());
    metrics.process(setups.feeds(), roster);
    roster.members().forEach(member -> add(member, false));
    lags.start();
  }

  private void add(MemberId member, boolean appeared) {
    Seat seat = new Seat(setups.of(member, appeared), setups.self());
    seats.add(seat);
    lags.watch(member, seat.own());
    // Complete from the first scrape on.
    metrics.add(seat, () -> lags.of(member));
  }

  private List<Seat> all() {
    synchronized (seats) {
      return List.copyOf(seats);
    }
  }

  private void tell() {
    // Where one can't be told, the others would wait as long each.
    boolean told = true;
    for (Seat seat : all()) {
      told = told && statuses.tell(seat.view(), lags.of(seat.id()));
    }
  }

  /**
   * Does one piece of work of one member, and what has to be done for others.
   *
   * @return whether there was something to do
   */
  public boolean turn(Controls controls, BooleanSupplier stopping) {
    poll(controls);
    grow();
    claim(controls);
    open();
    look(controls);
    List<Seat> due = all().stream().filter(Seat::isDue).toList();
    setups.thread().gates().sharedBy(due.size());
    Optional<Seat> next = turns.next(due);
    if (next.isEmpty() || stopping.getAsBoolean()) {
      return seats.stream().anyMatch(Seat::isClaimed);
    }
    Seat seat = next.get();
    long began = System.nanoTime();
    seat.obey(controls);
    seat.work();
    lastTurn = Duration.ofNanos(System.nanoTime() - began);
    turns.took(seat, lastTurn);
    metrics.update(seat);
    save();
    return true;
  }

  private void grow() {
    for (MemberId member : roster.grow()) {
      LOG.atInfo().addKeyValue("member", member).log("A task has labels: its member begins");
      add(member, true);
    }
  }

  /** All that are due together: what a killed trainer left open is ended before one is opened. */
  private void claim(Controls controls) {
    Map<Seat, Opening> openings = new HashMap<>();
    for (Seat seat : all()) {
      seat.toClaim(controls).ifPresent(opening -> openings.put(seat, opening));
    }
    if (openings.isEmpty()) {
      begin();
      sayReady();
      return;
    }
    long began = System.nanoTime();
    Openings.claim(openings.values());
    openings.forEach(Seat::claimed);
    openings.keySet().forEach(metrics::update);
    begin();
    LOG.atInfo()
        .addKeyValue("members", openings.size())
        .addKeyValue("seconds", Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3)
        .log("Members claimed");
  }

  /** Where no member said from where: for those whose tasks have yet to appear. */
  private void begin() {
    if (roster.mayGrow()) {
      roster.labelTopics().forEach(topic -> setups.feeds().of(topic).begin(Map.of()));
    }
  }

  /** As long as the last turn took, so that those that are open go on meanwhile. */
  private void open() {
    long until = System.nanoTime() + Math.max(OPENING_NANOS, lastTurn.toNanos());
    do {
      openOne();
    } while (states.isPresent() && System.nanoTime() < until);
  }

  private void openOne() {
    List<Seat> claimed = all().stream().filter(Seat::isClaimed).limit(1L + READ_AHEAD).toList();
    if (claimed.isEmpty()) {
      states.ifPresent(StateReader::close);
      states = Optional.empty();
      return;
    }
    if (states.isEmpty()) {
      states = Optional.of(new StateReader(setups.cluster()));
    }
    claimed.forEach(seat -> seat.begin(states.get()));
    claimed.get(0).open(states.get());
    metrics.update(claimed.get(0));
    sayReady();
  }

  private void sayReady() {
    if (!ready && wereTried()) {
      ready = true;
      List<MemberId> open =
          all().stream().filter(seat -> seat.member().isPresent()).map(Seat::id).toList();
      LOG.atInfo().addKeyValue("members", open).log("Trainer is ready");
    }
  }

  /** What need not be looked at between two steps. */
  private void look(Controls controls) {
    if (System.nanoTime() - lookedAt < LOOK_NANOS) {
      return;
    }
    lookedAt = System.nanoTime();
    for (Seat seat : all()) {
      seat.obey(controls);
      seat.sleepAfter(setups.sleepAfter(), controls);
      metrics.update(seat);
    }
  }

  private void poll(Controls controls) {
    try {
      controls.poll();
      controlsWait = "";
    } catch (KafkaException e) {
      if (!controlsWait.equals(e.getMessage())) {
        controlsWait = String.valueOf(e.getMessage());
        LOG.atWarn()
            .addKeyValue("reason", controlsWait)
            .log("Controls wait for Kafka; what was asked before holds");
      }
    }
  }

  /** A redo of all members together stays within what was asked for: the longest go first. */
  private void save() {
    List<Seat> all = all();
    all.stream().filter(Seats::savesSoon).forEach(Seat::save);
    Duration redo = all.stream().map(Seats::toRedo).reduce(Duration.ZERO, Duration::plus);
    while (redo.compareTo(setups.redo()) > 0) {
      Seat longest = Collections.max(all, Comparator.comparing(Seats::toRedo));
      redo = redo.minus(toRedo(longest));
      longest.save();
    }
  }

  private static boolean savesSoon(Seat seat) {
    return seat.member().map(Member::savesSoon).orElse(false);
  }

  private static Duration toRedo(Seat seat) {
    return seat.member().map(Member::toRedo).orElse(Duration.ZERO);
  }

  /** Whether each was opened once, or could not be. */
  public boolean wereTried() {
    return seats.stream().allMatch(Seat::wasTried) && (seats.isEmpty() || !areAllRefused());
  }

  /** Whether none will learn any more; where tasks may come, one may. */
  public boolean areRefused() {
    return !roster.mayGrow() && areAllRefused();
  }

  private boolean areAllRefused() {
    return all().stream().allMatch(seat -> seat.state() == MemberState.REFUSED);
  }

  public boolean caughtUp() {
    return all().stream().allMatch(Seat::caughtUp);
  }

  /** Why one is refused, where all are, or any may not be. */
  public Optional<RuntimeException> whyRefused(boolean any) {
    return any || areRefused()
        ? all().stream().flatMap(seat -> seat.whyRefused().stream()).findFirst()
        : Optional.empty();
  }

  /** Ends all open rounds, then writes states, the longest redo first: who is killed redoes it. */
  public void end(Ending ending) {
    all().forEach(seat -> seat.end(ending));
    all().stream().sorted(Comparator.comparing(Seats::toRedo).reversed()).forEach(Seat::save);
    all().forEach(metrics::update);
  }

  @Override
  public void close() {
    all().forEach(Seat::close);
    states.ifPresent(StateReader::close);
    lags.close();
    statuses.close();
  }
}
