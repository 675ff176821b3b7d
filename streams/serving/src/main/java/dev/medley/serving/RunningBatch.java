package dev.medley.serving;

import dev.medley.lm.Generation;
import dev.medley.lm.LanguageModel;
import dev.medley.schemas.FinishReason;
import java.util.List;

/** Jobs of one adapter that are generated together; each gets its result when its row ends. */
final class RunningBatch implements AutoCloseable {
  private final List<Job> jobs;
  private final Generation generation;

  private RunningBatch(List<Job> jobs, Generation generation) {
    this.jobs = jobs;
    this.generation = generation;
  }

  /** Reads the prompts; the jobs stay the caller's where it fails. */
  static RunningBatch start(LanguageModel model, List<Job> jobs) {
    return new RunningBatch(
        jobs,
        model.generate(
            jobs.stream().map(Job::prompt).toList(),
            jobs.get(0).adapter().adapter(),
            jobs.stream().map(Job::sampling).toList()));
  }

  ServedAdapter adapter() {
    return jobs.get(0).adapter();
  }

  List<Job> jobs() {
    return jobs;
  }

  /** Generates at most {@code k} more tokens of each row. */
  void decode(int k) {
    generation.decode(k);
    for (int row = 0; row < jobs.size(); row++) {
      if (generation.finished(row)) {
        complete(row, reason(row));
      } else if (jobs.get(row).cancelled()) {
        complete(row, FinishReason.CANCELLED);
      }
    }
  }

  /** Ends what still runs, with the tokens so far. */
  void cancel() {
    for (int row = 0; row < jobs.size(); row++) {
      complete(row, FinishReason.CANCELLED);
    }
  }

  boolean ended() {
    return jobs.stream().allMatch(job -> job.result().isDone());
  }

  private FinishReason reason(int row) {
    return switch (generation.finishReason(row, jobs.get(row).sampling())) {
      case STOP -> FinishReason.STOP;
      case LENGTH -> FinishReason.LENGTH;
    };
  }

  private void complete(int row, FinishReason reason) {
    if (!jobs.get(row).result().isDone()) {
      jobs.get(row).result().complete(new Completion(generation.tokens(row), reason));
    }
  }

  @Override
  public void close() {
    generation.close();
  }
}
