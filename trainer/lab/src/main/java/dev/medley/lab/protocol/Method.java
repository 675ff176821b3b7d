package dev.medley.lab.protocol;

import dev.medley.learner.MemberKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A row of the tables. */
enum Method {
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
  static final List<Method> ARMS = List.of(BASE, SFT, DPO, RL, EARLY);

  /** Among whom the late ensemble chooses. */
  static final List<Method> MEMBERS = List.of(SFT, DPO, RL, EARLY);

  /** The paper's rows. */
  static final List<Method> PAPER = List.of(BASE, SFT, DPO, EARLY, LATE_UCB1);

  final String title;
  private final MemberKind kind;

  Method(String title, MemberKind kind) {
    this.title = title;
    this.kind = kind;
  }

  static Method of(MemberKind kind) {
    return Arrays.stream(values()).filter(m -> m.kind == kind).findFirst().orElseThrow();
  }

  /** Of a member. */
  MemberKind kind() {
    return kind;
  }

  /** Whether it chooses among members. */
  boolean late() {
    return kind == null && this != BASE;
  }

  /** As in files. */
  String key() {
    return switch (this) {
      case BASE, SFT, DPO, RL, EARLY -> title.toLowerCase(Locale.ROOT);
      case LATE_UCB1 -> "late-ucb1";
      case LATE_UCB1_TUNED -> "late-ucb1-tuned";
      case LATE -> "late";
    };
  }
}
