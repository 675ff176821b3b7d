package dev.medley.learner.member;

import dev.medley.learner.rounds.Owners;
import dev.medley.learner.settings.MemberId;

/** What a trainer remembers of a member from one opening to the next. Not thread-safe. */
public final class Tenure {
  private final MemberFigures figures;
  private final Suspects suspects;
  private final Owners owners;

  /**
   * Begins with nothing.
   *
   * @param self how this trainer is named, unlike any other
   */
  public Tenure(MemberId member, String self) {
    this.figures = new MemberFigures(member);
    this.suspects = new Suspects(member);
    this.owners = new Owners(self);
  }

  /** What it counted since the process began. */
  public MemberFigures figures() {
    return figures;
  }

  /** Labels whose steps failed. */
  public Suspects suspects() {
    return suspects;
  }

  /** Operators ask that it is taken up again, whatever stopped it. */
  public void retry() {
    owners.takeBack();
    suspects.retry();
  }

  /** Who may be its owner but for rivals. */
  Owners owners() {
    return owners;
  }
}
