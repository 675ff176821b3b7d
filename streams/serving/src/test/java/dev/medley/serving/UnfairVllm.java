package dev.medley.serving;

import dev.medley.serving.TestingVllm.Manner;
import java.util.List;

/** Members that answer in ten words within a second, one that never ends, and one that is slow. */
final class UnfairVllm {
  static final String TASK = "email";
  static final String ENDLESS = "a_endless";
  static final String LEFT = "b_left";
  static final int WORDS = 10;

  /** The planted ones sort first, so that they are tried first. */
  static final List<String> MEMBERS = List.of(ENDLESS, LEFT, "dpo", "early", "sft");

  private UnfairVllm() {}

  static Manner manner(String model, String text) {
    return switch (arm(model)) {
      case ENDLESS -> new Manner(60, 20, "length");
      case LEFT -> new Manner(200, 100, "stop");
      default -> new Manner(WORDS, 50, "stop");
    };
  }

  /** By what a response begins with: the server's name of its model. */
  static String arm(String model) {
    return model.startsWith(TestingVllm.BASE) ? "base" : model.split("-", -1)[1];
  }
}
