package dev.medley.loop;

import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.schemas.AdapterFile;
import java.time.Duration;
import java.util.List;

/** What trainers publish. */
final class Adapters {
  private static final RlSettings RL =
      new RlSettings(RlObjective.COST_MODEL, 0.01, 1, 4, 24, false);
  static final RoundSettings ROUNDS =
      new RoundSettings(
          Duration.ofSeconds(1),
          8,
          Duration.ofSeconds(1),
          0,
          3,
          GateSettings.DEFAULT,
          Staleness.OFF,
          10);

  static final Hyperparameters PARAMETERS =
      new Hyperparameters(LoraConfig.ofRank(4), 1e-2, 2, 0, 1, 0.1, 1, RL, 1, 4, 0, 128, 1);

  private Adapters() {}

  /** Of a member that a trainer has just begun. */
  static AdapterFiles of(LanguageModel model, MemberKind kind) {
    try (MemberModel member = new MemberModel(model, kind, PARAMETERS, ROUNDS, null)) {
      return AdapterFiles.of(member);
    }
  }

  /** Of so many zero bytes, which no model can load, both files together. */
  static AdapterFiles zeros(int bytes) {
    List<AdapterFile> files =
        List.of(
            new AdapterFile("adapter_config.json", 100L),
            new AdapterFile("adapter_model.safetensors", bytes - 100L));
    return new AdapterFiles(files, new byte[bytes]);
  }
}
