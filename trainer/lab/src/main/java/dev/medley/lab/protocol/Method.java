package dev.medley.lab.protocol;

import dev.medley.learner.settings.MemberKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A row of the tables. */
public enum Method {
  BASE("base", null),
  SFT("SFT", MemberKind.SFT),
  DPO("DPO", MemberKind.DPO),
  RL("RL", MemberKind.RL),
  EARLY("EARLY", MemberKind.EARLY),
  /** Algorithm 1 with the textbook's α; the paper does not say its own. */
  LATE_UCB1("LATE (ucb1)", null),
  /** The same with the α that is best for such costs, as known afterwards. */
  LATE_UCB1_TUNED("LATE (ucb1, α = 0.1)", null),
  LATE("LATE (ours)", null);

  /** Who answers alone. */
  public static final List<Method> ARMS = List.of(BASE, SFT, DPO, RL, EARLY);

  /** Among whom the late ensemble chooses. */
  public static final List<Method> MEMBERS = List.of(SFT, DPO, RL, EARLY);

  /** What members of the tables learn by; edit-distance is no row of theirs. */
  public static final List<MemberKind> KINDS =
      List.of(MemberKind.SFT, MemberKind.DPO, MemberKind.EARLY, MemberKind.RL);

  /** The paper's rows. */
  public static final List<Method> PAPER = List.of(BASE, SFT, DPO, EARLY, LATE_UCB1);

  public final String title;
  private final MemberKind kind;

  Method(String title, MemberKind kind) {
    this.title = title;
    this.kind = kind;
  }

  public static Method of(MemberKind kind) {
    return Arrays.stream(values()).filter(m -> m.kind == kind).findFirst().orElseThrow();
  }

  /** Of a member. */
  public MemberKind kind() {
    return kind;
  }

  /** Whether it chooses among members. */
  public boolean late() {
    return kind == null && this != BASE;
  }

  /** As in files. */
  public String key() {
    return switch (this) {
      case BASE, SFT, DPO, RL, EARLY -> title.toLowerCase(Locale.ROOT);
      case LATE_UCB1 -> "late-ucb1";
      case LATE_UCB1_TUNED -> "late-ucb1-tuned";
      case LATE -> "late";
    };
  }
}
