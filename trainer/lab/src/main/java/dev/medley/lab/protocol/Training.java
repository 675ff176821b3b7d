package dev.medley.lab.protocol;

import dev.medley.learner.OfflineEdit;
import dev.medley.learner.OfflineMember;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.LanguageModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Trains a member on an offline log, once through, in the log's order. */
public final class Training {
  private static final int EVALUATED = 200;

  private Training() {}

  public static OfflineMember member(
      LanguageModel model, MemberKind kind, Point point, Scale scale) {
    return new OfflineMember(
        model,
        kind,
        point.hyperparameters(scale),
        new GateSettings(scale.heldOutOneIn(), EVALUATED, 0.02, 0.5));
  }

  /**
   * Learns, and writes the adapter.
   *
   * @param folder PEFT's; null to keep only the figures
   */
  static Trained train(
      LanguageModel model,
      MemberKind kind,
      Point point,
      Scale scale,
      List<OfflineEdit> edits,
      Path folder) {
    try (OfflineMember member = member(model, kind, point, scale)) {
      member.learnAll(edits);
      if (folder != null) {
        Files.createDirectories(folder);
        member.adapter().writePeft(folder, model.digest());
      }
      return new Trained(member.heldOut(), member.steps());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the adapter to " + folder, e);
    }
  }

  /** About the seconds of one core that a member's training takes. */
  static double seconds(MemberKind kind, int edits, Scale scale) {
    double step =
        switch (kind) {
          case SFT -> 0.45;
          case DPO -> 0.6;
          case EARLY -> 0.9;
          case RL, EDIT_DISTANCE -> 2.1;
        };
    return step * edits / scale.batch();
  }
}
