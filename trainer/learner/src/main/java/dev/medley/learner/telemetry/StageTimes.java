package dev.medley.learner.telemetry;

import dev.medley.learner.labels.Label;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How long one member's labels take from stage to stage, as histograms: from the edit until its
 * label was written, from there until it was learnt from, and from there until a checkpoint
 * reflected it. What clocks that differ would make negative counts as nothing.
 */
public final class StageTimes {
  private static final int MAX_WAITING = 10_000;

  /** Upper ends of the histograms' buckets. */
  static final List<Duration> BUCKETS =
      List.of(
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(2500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1));

  private final Timer editToLabel;
  private final Timer labelToStep;
  private final Timer stepToPublish;
  private final Deque<Instant> taken = new ArrayDeque<>();
  private final Deque<Instant> unpublished = new ArrayDeque<>();

  public StageTimes(MeterRegistry registry, Tags member) {
    editToLabel = timer(registry, member, "edit.to.label");
    labelToStep = timer(registry, member, "label.to.step");
    stepToPublish = timer(registry, member, "step.to.publish");
  }

  private static Timer timer(MeterRegistry registry, Tags member, String stage) {
    return Timer.builder("medley.trainer." + stage)
        .tags(member)
        .serviceLevelObjectives(BUCKETS.toArray(Duration[]::new))
        .register(registry);
  }

  /** A label was taken for the next micro-batch. */
  public void taken(Label label, Instant writtenAt) {
    record(editToLabel, label.editedAt(), writtenAt);
    taken.addLast(writtenAt);
  }

  /** All that was taken was learnt from. */
  public void stepped(Instant now) {
    taken.forEach(writtenAt -> record(labelToStep, writtenAt, now));
    taken.clear();
    unpublished.addLast(now);
    if (unpublished.size() > MAX_WAITING) {
      unpublished.removeFirst();
    }
  }

  /** A checkpoint that reflects all steps was committed. */
  public void published(Instant now) {
    unpublished.forEach(step -> record(stepToPublish, step, now));
    unpublished.clear();
  }

  private static void record(Timer timer, Instant from, Instant to) {
    Duration took = Duration.between(from, to);
    timer.record(took.isNegative() ? Duration.ZERO : took);
  }
}
