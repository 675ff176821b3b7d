package dev.medley.learner.seats;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.control.Controls;
import dev.medley.learner.feed.TaskLabels;
import dev.medley.learner.member.Ending;
import dev.medley.learner.member.Member;
import dev.medley.learner.member.MemberFigures;
import dev.medley.learner.member.MemberSetup;
import dev.medley.learner.member.Opening;
import dev.medley.learner.member.StepFailedException;
import dev.medley.learner.member.Tenure;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.StateReader;
import dev.medley.schemas.MemberState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member's place in a trainer, whose trouble is its own: while Kafka, the registry or memory fail
 * it waits, and is opened anew from Kafka; what is refused, or belongs to another trainer now, is
 * left until operators ask for a retry; where no labels come it sleeps. Used by the training
 * thread, but for its view.
 */
final class Seat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Seat.class);

  private final MemberId id;
  private final MemberSetup setup;
  private final TaskLabels own;
  private final Tenure tenure;
  private final Backoff backoff;
  private Optional<Opening> claim = Optional.empty();
  private Optional<Member> member = Optional.empty();
  private Optional<RuntimeException> refused = Optional.empty();
  private Optional<Sleep> sleep = Optional.empty();
  private Duration openingTook = Duration.ZERO;
  private long opened;
  private boolean tried;
  private volatile SeatView view;

  /**
   * A seat whose member is opened once it is claimed.
   *
   * @param self how this trainer is named, unlike any other
   */
  Seat(MemberSetup setup, String self) {
    this.setup = requireNonNull(setup, "setup is null");
    this.id = setup.id();
    this.own = setup.feeds().of(id.kind().labelTopic()).count(id);
    this.tenure = new Tenure(id, self);
    this.backoff = new Backoff(id);
    this.view = SeatView.of(id);
  }

  MemberId id() {
    return id;
  }

  /** How it fares; for any thread. */
  SeatView view() {
    return view;
  }

  MemberState state() {
    return view.state();
  }

  /** Its own labels, counted whatever it does. */
  TaskLabels own() {
    return own;
  }

  /** What it counted since the process began. */
  MemberFigures figures() {
    return tenure.figures();
  }

  /** The member, where it is open. */
  Optional<Member> member() {
    return member;
  }

  /** Why it is refused; empty where it is not. */
  Optional<RuntimeException> whyRefused() {
    return refused;
  }

  /** How often it was opened anew, not counting when it woke. */
  long reopened() {
    return Math.max(0, opened - 1);
  }

  /** Whether it was opened once, or could not be. */
  boolean wasTried() {
    return tried;
  }

  /** To be claimed now, together with others; empty where that is not due. */
  Optional<Opening> toClaim(Controls controls) {
    boolean due =
        claim.isEmpty()
            && switch (state()) {
              case WAITING -> backoff.isOver();
              case SLEEPING -> sleep.orElseThrow().isOver(controls.of(id.task()));
              case REFUSED -> view.isAskedAgain(controls.of(id.task()));
              default -> false;
            };
    if (!due) {
      return Optional.empty();
    }
    if (refused.isPresent()) {
      LOG.atInfo().addKeyValue("member", id).log("A refused member is tried again, as was asked");
      refused = Optional.empty();
      tenure.retry();
    }
    if (state() != MemberState.SLEEPING) {
      view = view.in(MemberState.WAITING, view.reason());
    }
    return Optional.of(new Opening(setup, tenure));
  }

  /** It was claimed, or could not be. */
  void claimed(Opening opening) {
    guarded(
        () -> {
          if (opening.failed().isPresent()) {
            tried = true;
            throw opening.failed().get();
          }
          claim = Optional.of(opening);
        });
  }

  boolean isClaimed() {
    return claim.isPresent();
  }

  /** Its state is read from now on, where it is claimed. */
  void begin(StateReader states) {
    claim.ifPresent(claimed -> states.begin(id, claimed.manifest()));
  }

  /** Opens the member, which is claimed. */
  void open(StateReader states) {
    guarded(
        () -> {
          Opening claimed = claim.orElseThrow();
          claim = Optional.empty();
          tried = true;
          long began = System.nanoTime();
          member = Optional.of(new Member(setup, tenure, claimed, states));
          openingTook = Duration.ofNanos(System.nanoTime() - began);
          opened += state() == MemberState.SLEEPING ? 0 : 1;
          view = view.of(member.get());
        });
  }

  /** Whether {@link #work} would do something. */
  boolean isDue() {
    return ask(() -> member.isPresent() && member.get().isDue());
  }

  /** Does what operators ask. */
  void obey(Controls controls) {
    guarded(
        () -> {
          if (member.isPresent()) {
            member.get().obey(controls.of(id.task()));
            view = view.of(member.get());
          }
        });
  }

  /** Does one piece of work. */
  void work() {
    guarded(
        () -> {
          if (member.isPresent()) {
            member.get().work();
            view = view.of(member.get());
            if (member.get().hasCommitted()) {
              backoff.succeeded();
            }
          }
        });
  }

  /** Sleeps where it has had nothing to do for so long: its state is saved, its memory freed. */
  void sleepAfter(Duration idle, Controls controls) {
    guarded(
        () -> {
          // What comes from here on wakes it.
          Sleep begun = new Sleep(own, controls.of(id.task()));
          if (member.isPresent() && member.get().idle().compareTo(idle) >= 0) {
            member.get().sleep();
            leave();
            sleep = Optional.of(begun);
            view = view.in(MemberState.SLEEPING, "no label came for a while");
          }
        });
  }

  /** Ends the open round, where it is open. */
  void end(Ending ending) {
    guarded(() -> member.ifPresent(open -> open.end(ending)));
  }

  /** Writes the state now. */
  void save() {
    guarded(() -> member.ifPresent(Member::save));
  }

  /** Whether all that is on its topic was learnt, or nothing more will be. */
  boolean caughtUp() {
    return state() == MemberState.REFUSED
        || state() == MemberState.SLEEPING
        || ask(() -> member.isPresent() && member.get().caughtUp());
  }

  private boolean ask(BooleanSupplier question) {
    boolean[] answer = new boolean[1];
    guarded(() -> answer[0] = question.getAsBoolean());
    return answer[0];
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (StepFailedException e) {
      tryAlone(e);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError | AssertionError e) {
      RuntimeException reason = Trouble.told(e);
      switch (Trouble.of(e)) {
        case PASSING -> waits(reason);
        case REFUSAL -> refuse(reason);
        case FAULT -> {
          LOG.atError().addKeyValue("member", id).setCause(e).log("A member failed");
          refuse(reason);
        }
      }
    }
  }

  private void tryAlone(StepFailedException step) {
    tenure.suspects().failed(step);
    LOG.atError()
        .addKeyValue("member", id)
        .addKeyValue("labels", step.labels().size())
        .addKeyValue("cause", step.getCause().getClass().getName())
        .log("A step failed: the member is opened anew, and each of its labels tried alone");
    close();
    backoff.atOnce();
    view = view.in(MemberState.WAITING, "a step failed");
  }

  private void waits(RuntimeException reason) {
    close();
    backoff.failed(reason, openingTook);
    view = view.in(MemberState.WAITING, String.valueOf(reason.getMessage()));
  }

  private void refuse(RuntimeException reason) {
    leave();
    refused = Optional.of(reason);
    view = view.in(MemberState.REFUSED, String.valueOf(reason.getMessage()));
    LOG.atError()
        .addKeyValue("member", id)
        .addKeyValue("reason", reason.getMessage())
        .log("Member stops; the others go on; control retry takes it up again");
  }

  private void leave() {
    close();
    backoff.begin();
  }

  @Override
  public void close() {
    try {
      claim.ifPresent(Opening::close);
      member.ifPresent(Member::close);
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("member", id).setCause(e).log("A member was not closed in order");
    }
    claim = Optional.empty();
    member = Optional.empty();
  }
}
