package dev.medley.learner.settings;

import dev.medley.lm.loss.Loss;
import dev.medley.schemas.Topic;
import java.util.Arrays;
import java.util.Locale;

/** What a member learns by, and the one label topic that it reads. */
public enum MemberKind {
  /** Imitates the edited text (Misra et al. 2025, Eq. 3). */
  SFT(Topic.SUPERVISION),
  /** Prefers the edited text to the draft (Eq. 4). */
  DPO(Topic.PREFERENCE),
  /** Both at once (Eq. 7); its DPO term is used where y differs from y'. */
  EARLY(Topic.SUPERVISION),
  /** Lowers the cost of its own responses (Eq. 5–6), or regresses on it ({@link RlObjective}). */
  RL(Topic.COST),
  /**
   * Lowers the distance of its own responses to the y' that a context is known to have: Eq. 6's
   * policy step with a reward that nobody has to guess.
   */
  EDIT_DISTANCE(Topic.COST);

  private final Topic labelTopic;

  MemberKind(Topic labelTopic) {
    this.labelTopic = labelTopic;
  }

  /** The name on the command line, in keys and in checkpoints. */
  public String memberName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Topic labelTopic() {
    return labelTopic;
  }

  /**
   * What is minimised over pairs and edited texts; the RL member's where it is pairwise.
   *
   * @throws IllegalStateException of a kind that takes policy steps alone
   */
  public Loss loss(Hyperparameters parameters) {
    return switch (this) {
      case SFT -> new Loss.Sft();
      case DPO -> new Loss.Dpo(parameters.dpoBeta());
      case EARLY -> new Loss.Early(parameters.dpoBeta(), parameters.lambda());
      case RL -> new Loss.Pairwise(parameters.rl().beta());
      case EDIT_DISTANCE -> throw new IllegalStateException(this + " has no loss over pairs");
    };
  }

  /**
   * The kind of a name such as {@code sft}.
   *
   * @throws IllegalArgumentException naming the names there are
   */
  public static MemberKind of(String memberName) {
    return Arrays.stream(values())
        .filter(kind -> kind.memberName().equals(memberName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Member '%s' is unknown: choose from %s"
                        .formatted(
                            memberName,
                            Arrays.stream(values()).map(MemberKind::memberName).toList())));
  }
}
