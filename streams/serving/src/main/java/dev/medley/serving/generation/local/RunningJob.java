package dev.medley.serving.generation.local;

import dev.medley.lm.generation.GeneratedRow;
import dev.medley.schemas.FinishReason;

/** A job that is being generated. */
record RunningJob(Job job, GeneratedRow row) {
  /** Gives out what is new; and once it has ended, the adapter back. */
  boolean ended() {
    job.reply().grow(row.text());
    if (row.finished()) {
      complete();
    } else if (job.reply().cancelled()) {
      row.cancel();
    }
    return row.finished();
  }

  private void complete() {
    FinishReason reason =
        switch (row.endReason().orElseThrow()) {
          case STOP -> FinishReason.STOP;
          case LENGTH, REPETITION -> FinishReason.LENGTH;
          case CANCELLED -> FinishReason.CANCELLED;
        };
    job.end(row.text(), row.tokens().length, reason);
  }
}
