package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.lora.LoraConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class LearningOptionsTest {
  @Test
  void shouldHaveTheseDefaults() {
    // When
    Hyperparameters parameters = parse();

    // Then
    assertThat(parameters)
        .isEqualTo(
            new Hyperparameters(
                LoraConfig.ofRank(8),
                5e-4,
                10,
                0.01,
                1,
                1,
                1,
                new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 256, false),
                1,
                4,
                0,
                512,
                1));
  }

  @Test
  void shouldKeepDposCoefficientApartFromEquationOnes() {
    // When
    Hyperparameters parameters =
        parse("--dpo-beta=0.3", "--rl-beta=0.02", "--early-lambda=2", "--hunk-weight=3");

    // Then
    assertThat(parameters.dpoBeta()).isEqualTo(0.3);
    assertThat(parameters.rl().beta()).isEqualTo(0.02);
    assertThat(MemberKind.DPO.loss(parameters)).hasToString("Dpo[beta=0.3]");
    assertThat(MemberKind.EARLY.loss(parameters)).hasToString("Early[beta=0.3, lambda=2.0]");
    assertThat(MemberKind.RL.loss(parameters)).hasToString("Pairwise[beta=0.02]");
    assertThat(parameters.hunkWeight()).isEqualTo(3);
  }

  @Test
  void shouldNameObjectivesWithHyphens() {
    // When
    Hyperparameters parameters =
        parse(
            "--rl-objective=pairwise",
            "--rl-pessimism=2",
            "--rl-samples=6",
            "--rl-max-completion-length=32",
            "--rl-assume-edited-free=true");

    // Then
    assertThat(parse("--rl-objective=cost-model").rl().objective())
        .isEqualTo(RlObjective.COST_MODEL);
    assertThat(parameters.rl())
        .isEqualTo(new RlSettings(RlObjective.PAIRWISE, 0.1, 2, 6, 32, true));
  }

  @Test
  void shouldNameTheOptionTheValueAndWhatIsWanted() {
    // Given
    StringWriter said = new StringWriter();
    CommandLine learner = LearnerCommand.of(new LearnerCommand()).setErr(new PrintWriter(said));

    // When
    int status = learner.execute("train", "--model=m", "--tasks=email", "--max-staleness=ten");

    // Then
    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(said.toString().lines().findFirst().orElseThrow())
        .contains("--max-staleness", "need a whole number of versions from 0", "not 'ten'");
  }

  private static Hyperparameters parse(String... arguments) {
    LearningOptions options = new LearningOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return options.hyperparameters(512);
  }
}
