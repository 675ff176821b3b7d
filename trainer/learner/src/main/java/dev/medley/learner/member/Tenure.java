package dev.medley.learner.member;

import dev.medley.learner.settings.MemberId;

/** What a trainer remembers of a member from one opening to the next. Not thread-safe. */
public final class Tenure {
  private final MemberFigures figures;
  private final Suspects suspects;
  private boolean claimed;

  public Tenure(MemberId member) {
    this.figures = new MemberFigures(member);
    this.suspects = new Suspects(member);
  }

  /** What it counted since the process began. */
  public MemberFigures figures() {
    return figures;
  }

  /** Labels whose steps failed. */
  public Suspects suspects() {
    return suspects;
  }

  /** Whether this trainer has claimed the member before: nobody else may have since. */
  boolean claimed() {
    return claimed;
  }

  void claim() {
    claimed = true;
  }
}
