package dev.medley.kafka.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.medley.schemas.names.NameRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Names that operators give, against the one rule; nothing is run. */
final class NamesTest {
  @Test
  void shouldTakeNamesByTheRule() {
    // When
    CommandLine.ParseResult rolledBack =
        control("roll-back", "crm.reply", "--member=my-sft", "--to=3");

    // Then
    assertThat(rolledBack.subcommand().matchedPositional(0).<Object>getValue())
        .hasToString("crm.reply");
    control("pin", "Email", "--arm=base");
    new CommandLine(new KeysCommand()).parseArgs("--directory=d", "--name=trainer-2");
  }

  @Test
  void shouldRefuseOthersWithTheValueAndTheRule() {
    for (List<String> wrong :
        List.of(
            List.of("pause", "a..b"),
            List.of("show", "a/b"),
            List.of("pin", "email", "--arm=a b"),
            List.of("pin", "email", "--arm=unknown"),
            List.of("roll-back", "email", "--to=1", "--member=base"),
            List.of("roll-back", "email", "--to=1", "--member=.."))) {
      // When
      ParameterException refusal =
          catchThrowableOfType(
              ParameterException.class, () -> control(wrong.toArray(String[]::new)));

      // Then
      String last = wrong.get(wrong.size() - 1);
      assertThat(refusal.getMessage())
          .as("%s", wrong)
          .contains("'" + last.substring(last.indexOf('=') + 1) + "'")
          .contains(NameRule.WANTED);
    }
  }

  @Test
  void shouldHoldAReasonsLengthAndAKeysPath() {
    // When
    ParameterException reason =
        catchThrowableOfType(
            ParameterException.class,
            () -> control("pause", "email", "--reason=" + "x".repeat(201)));
    ParameterException path =
        catchThrowableOfType(
            ParameterException.class,
            () ->
                new CommandLine(new KeysCommand()).parseArgs("--directory=d", "--name=../../evil"));

    // Then
    assertThat(reason.getMessage()).contains("--reason", "at most 200 characters");
    assertThat(path.getMessage()).contains("--name", "'../../evil'", NameRule.WANTED);
  }

  private static CommandLine.ParseResult control(String... arguments) {
    return new CommandLine(new ControlCommand()).parseArgs(arguments);
  }
}
