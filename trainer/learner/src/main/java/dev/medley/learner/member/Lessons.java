package dev.medley.learner.member;

import dev.medley.learner.labels.LabelReader;
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
 * and fewer once the oldest has waited for long enough. Labels that failed are tried alone, and
 * what fails alone is skipped.
 */
final class Lessons {
  private static final String UNSOUND =
      "loss or gradient are not finite, or the norm is above --skip-norm";

  private final int microBatch;
  private final int microBatchMax;
  private final Duration linger;
  private final LabelReader reader;
  private final MemberModel model;
  private final Suspects suspects;
  private final MemberFigures figures;

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
    int count = due();
    if (count == 0) {
      return Duration.ZERO;
    }
    long started = System.nanoTime();
    List<Taken> batch = take(count, round);
    if (!batch.isEmpty() && !step(batch, round)) {
      learnAlone(batch, round);
    }
    return Duration.ofNanos(Math.max(1, System.nanoTime() - started));
  }

  /** Labels that are to be learnt now. */
  private int due() {
    int available = reader.available();
    if (available >= microBatchMax) {
      return microBatchMax;
    }
    if (available >= microBatch) {
      return microBatch;
    }
    return available > 0 && reader.oldestHere().compareTo(linger) >= 0 ? available : 0;
  }

  /** The next labels, up to one that is tried alone; those that are skipped are none of them. */
  private List<Taken> take(int count, OpenRound round) {
    List<Taken> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PartitionOffset place = reader.nextPlace();
      Optional<String> poison = suspects.poison(place);
      if (poison.isPresent()) {
        if (batch.isEmpty()) {
          skip(reader.take(), poison.get(), round);
        }
        // It is committed first, so that no later failure takes it back.
        return batch;
      } else if (!suspects.isTriedAlone(place)) {
        batch.add(taken());
      } else {
        if (batch.isEmpty()) {
          batch.add(taken());
        }
        return batch;
      }
    }
    return batch;
  }

  private Taken taken() {
    Taken label = reader.take();
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
