package dev.medley.learner;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.control.Controls;
import dev.medley.learner.member.Ending;
import dev.medley.learner.member.Member;
import dev.medley.learner.member.MemberFigures;
import dev.medley.learner.member.MemberSetup;
import dev.medley.learner.member.Opening;
import dev.medley.learner.member.OutOfMemoryException;
import dev.medley.learner.member.StepFailedException;
import dev.medley.learner.member.Tenure;
import dev.medley.learner.rounds.FencedException;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A member's place in a trainer, whose trouble is its own: while Kafka, the registry or memory fail
 * it waits, and is opened anew from Kafka; what is refused, or belongs to another trainer now,
 * stops for good. Used by the training thread.
 */
final class Seat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Seat.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** What becomes of the member. */
  enum State {
    /** It is open, paused or not. */
    RUNNING,
    /** It is opened again after a while. */
    WAITING,
    /** It is opened by this process no more. */
    STOPPED
  }

  private final MemberId id;
  private final MemberSetup setup;
  private final Tenure tenure;
  private Optional<Opening> claim = Optional.empty();
  private Optional<Member> member = Optional.empty();
  private Optional<RuntimeException> stopped = Optional.empty();
  private Duration wait = Duration.ZERO;
  private String waitsFor = "";
  private long waitsSince = System.nanoTime();
  private long opened;

  /**
   * A seat whose member is opened once it is claimed.
   *
   * @param self how this trainer is named, unlike any other
   */
  Seat(MemberSetup setup, String self) {
    this.setup = requireNonNull(setup, "setup is null");
    this.id = setup.id();
    this.tenure = new Tenure(id, self);
  }

  MemberId id() {
    return id;
  }

  State state() {
    if (stopped.isPresent()) {
      return State.STOPPED;
    }
    return member.isPresent() ? State.RUNNING : State.WAITING;
  }

  /** What it counted since the process began. */
  MemberFigures figures() {
    return tenure.figures();
  }

  /** The member, where it is open. */
  Optional<Member> member() {
    return member;
  }

  /** Why it has stopped; empty where it has not. */
  Optional<RuntimeException> whyStopped() {
    return stopped;
  }

  /** How often it was opened anew. */
  long reopened() {
    return Math.max(0, opened - 1);
  }

  /**
   * Claims the member where it is time. All are claimed before one is opened: what a killed trainer
   * left open is ended then, which would hold up readers of all members.
   */
  void claim() {
    if (state() == State.WAITING && claim.isEmpty() && elapsed().compareTo(wait) >= 0) {
      guarded(() -> claim = Optional.of(new Opening(setup, tenure)));
    }
  }

  /** Opens the member where it is claimed. */
  void open() {
    if (claim.isEmpty()) {
      return;
    }
    guarded(
        () -> {
          Opening claimed = claim.get();
          claim = Optional.empty();
          member = Optional.of(new Member(setup, tenure, claimed));
          opened++;
        });
  }

  /**
   * Does what operators ask, and one piece of work.
   *
   * @return whether there was something to do
   */
  boolean work(Controls controls) {
    boolean[] busy = new boolean[1];
    guarded(
        () -> {
          if (member.isPresent()) {
            member.get().obey(controls.of(id.task()));
            busy[0] = member.get().work();
            if (member.get().hasCommitted()) {
              wait = Duration.ZERO;
              waitsFor = "";
            }
          }
        });
    return busy[0];
  }

  /** Ends the open round, where it is open, and writes its state. */
  void end(Ending ending) {
    guarded(
        () ->
            member.ifPresent(
                open -> {
                  open.end(ending);
                  open.save();
                }));
  }

  /** Writes the state now. */
  void save() {
    guarded(() -> member.ifPresent(Member::save));
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (FencedException | RefusedStateException e) {
      stop(e);
    } catch (StepFailedException e) {
      tenure.suspects().failed(e);
      LOG.atError()
          .addKeyValue("member", id)
          .addKeyValue("labels", e.labels().size())
          .addKeyValue("cause", e.getCause().getClass().getName())
          .log("A step failed: the member is opened anew, and each of its labels tried alone");
      leave();
      wait = Duration.ZERO;
    } catch (KafkaException | OutOfMemoryException e) {
      waits(e);
    } catch (RuntimeException e) {
      if (OutOfMemoryException.isWhy(e) || e instanceof UncheckedIOException) {
        waits(e);
        return;
      }
      LOG.atError().addKeyValue("member", id).setCause(e).log("A member failed");
      stop(e);
    }
  }

  private void waits(RuntimeException reason) {
    leave();
    wait = wait.isZero() ? FIRST_WAIT : wait.multipliedBy(2);
    wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    // Once for each kind of trouble: an outage lasts for many tries.
    String kind = reason.getClass().getSimpleName();
    LOG.atLevel(kind.equals(waitsFor) ? Level.DEBUG : Level.WARN)
        .addKeyValue("member", id)
        .addKeyValue("reason", reason.getMessage())
        .addKeyValue("kind", kind)
        .addKeyValue("retrySeconds", wait.toSeconds())
        .log("Member waits, and is then opened again from Kafka");
    waitsFor = kind;
  }

  private void stop(RuntimeException reason) {
    leave();
    stopped = Optional.of(reason);
    LOG.atError()
        .addKeyValue("member", id)
        .addKeyValue("reason", reason.getMessage())
        .log("Member stops; the others go on");
  }

  private void leave() {
    close();
    waitsSince = System.nanoTime();
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - waitsSince);
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
