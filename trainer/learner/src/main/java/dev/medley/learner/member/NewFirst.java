package dev.medley.learner.member;

import dev.medley.learner.feed.LabelReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Decides when new labels are read before older ones: where these would keep them for long. */
final class NewFirst {
  private final Duration liveWithin;
  private final int many;
  private final LabelReader reader;
  private final MemberFigures figures;

  NewFirst(MemberSetup setup, LabelReader reader, MemberFigures figures) {
    this.liveWithin = setup.journal().liveWithin();
    this.many = setup.settings().rounds().roundLabels();
    this.reader = reader;
    this.figures = figures;
  }

  /** Looks whether that is so; at a round's beginning, as its entry says so from then on. */
  void look() {
    if (liveWithin.isZero() || reader.live().isPresent()) {
      return;
    }
    boolean backlog = reader.isBehind() || reader.history().available() >= many;
    Instant since = Instant.now().minus(liveWithin).truncatedTo(ChronoUnit.MILLIS);
    if (backlog && reader.oldestWritten().filter(since::isAfter).isPresent()) {
      reader.split(since);
      figures.newFirst(since);
    }
  }
}
