package dev.medley.learner.member;

import dev.medley.learner.feed.LabelReader;
import dev.medley.learner.feed.Lane;
import dev.medley.learner.labels.Taken;
import dev.medley.learner.model.Lesson;
import dev.medley.learner.model.MemberModel;
import dev.medley.schemas.PartitionOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a member's labels into micro-batches and learns them: by count, more at once in a backlog,
 * and fewer once the oldest has waited for long enough. New labels go before older ones, but for
 * one micro-batch in four. Labels that failed are tried alone, and what fails alone is skipped.
 */
final class Lessons {
  private static final String UNSOUND =
      "loss or gradient are not finite, or the norm is above --skip-norm";

  private static final int NEW_IN_A_ROW = 3;

  /** So many labels of a lane are to be learnt now. */
  private record Due(Lane lane, int count) {}

  private final int microBatch;
  private final int microBatchMax;
  private final Duration linger;
  private final LabelReader reader;
  private final MemberModel model;
  private final Suspects suspects;
  private final MemberFigures figures;
  private int newInARow;

  Lessons(MemberSetup setup, LabelReader reader, MemberModel model, Tenure tenure) {
    this.microBatch = setup.settings().parameters().batch();
    this.microBatchMax = Math.max(microBatch, setup.journal().microBatchMax());
    this.linger = setup.journal().linger();
    this.reader = reader;
    this.model = model;
    this.suspects = tenure.suspects();
    this.figures = tenure.figures();
  }

  int microBatch() {
    return microBatch;
  }

  /**
   * Learns one micro-batch, where one is due.
   *
   * @return how long that took; zero where none was
   * @throws StepFailedException where a step threw: the member is of no use any more
   * @throws OutOfMemoryException where the device's memory ended, likewise
   */
  Duration learn(OpenRound round) {
    Optional<Due> due = due();
    if (due.isEmpty()) {
      return Duration.ZERO;
    }
    long started = System.nanoTime();
    newInARow = due.get().lane() == reader.history() ? 0 : newInARow + 1;
    List<Taken> batch = take(due.get(), round);
    if (!batch.isEmpty() && !step(batch, round)) {
      learnAlone(batch, round);
    }
    return Duration.ofNanos(Math.max(1, System.nanoTime() - started));
  }

  /** Whether labels are to be learnt now. */
  boolean isDue() {
    return due().isPresent();
  }

  private Optional<Due> due() {
    Optional<Due> older = due(reader.history());
    Optional<Due> newer = reader.live().flatMap(this::due);
    boolean olderFirst = older.isPresent() && newInARow >= NEW_IN_A_ROW;
    return olderFirst ? older : newer.or(() -> older);
  }

  private Optional<Due> due(Lane lane) {
    int available = lane.available();
    int count = 0;
    if (available >= microBatchMax) {
      count = microBatchMax;
    } else if (available >= microBatch) {
      count = microBatch;
    } else if (available > 0 && (lane.isFull() || lane.oldestHere().compareTo(linger) >= 0)) {
      // Where they find no room, waiting brings no more.
      count = available;
    }
    return count == 0 ? Optional.empty() : Optional.of(new Due(lane, count));
  }

  /** The next labels, up to one that is tried alone; those that are skipped are none of them. */
  private List<Taken> take(Due due, OpenRound round) {
    Lane lane = due.lane();
    List<Taken> batch = new ArrayList<>();
    for (int i = 0; i < due.count(); i++) {
      PartitionOffset place = lane.nextPlace();
      Optional<String> poison = suspects.poison(place);
      if (poison.isPresent()) {
        if (batch.isEmpty()) {
          skip(lane.take(), poison.get(), round);
        }
        // It is committed first, so that no later failure takes it back.
        return batch;
      } else if (!suspects.isTriedAlone(place)) {
        batch.add(taken(lane));
      } else {
        if (batch.isEmpty()) {
          batch.add(taken(lane));
        }
        return batch;
      }
    }
    return batch;
  }

  private Taken taken(Lane lane) {
    Taken label = lane.take();
    figures.taken(label);
    return label;
  }

  /** Whether the step was sound. */
  private boolean step(List<Taken> batch, OpenRound round) {
    Lesson lesson;
    try {
      lesson = figures.step(() -> model.learn(batch.stream().map(Taken::label).toList()));
    } catch (StackOverflowError | AssertionError e) {
      throw new StepFailedException(batch.stream().map(Taken::place).toList(), e);
    } catch (RuntimeException e) {
      throw OutOfMemoryException.isWhy(e)
          ? new OutOfMemoryException(e)
          : new StepFailedException(batch.stream().map(Taken::place).toList(), e);
    }
    if (lesson.sound()) {
      round.learnt(batch);
      lesson.value().ifPresent(step -> suspects.learnt());
    }
    return lesson.sound();
  }

  private void learnAlone(List<Taken> batch, OpenRound round) {
    for (Taken label : batch) {
      if (batch.size() == 1 || !step(List.of(label), round)) {
        skip(label, UNSOUND, round);
      }
    }
  }

  private void skip(Taken label, String reason, OpenRound round) {
    round.skipped(label, reason);
    if (suspects.skipped(label.place(), reason)) {
      figures.skipped(label, reason);
    }
  }
}
