package dev.medley.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lab.theory.findings.Claim;
import dev.medley.lab.theory.findings.Estimate;
import dev.medley.lab.theory.findings.Finding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class TheoryCommandTest {
  @TempDir private Path folder;

  /** Every claim of every experiment, within 4 standard errors. */
  @Test
  void shouldFindWhatTheoryPromises() throws Exception {
    // Given
    Path out = folder.resolve("new");

    // When
    int status =
        new CommandLine(new TheoryCommand()).execute("--out", out.toString(), "--seed", "7");

    // Then
    List<String> table = Files.readAllLines(out.resolve("table.csv"));
    assertThat(table).hasSizeGreaterThan(50).noneMatch(row -> row.endsWith(",false"));
    assertThat(status).isZero();
    for (String name : List.of("contraction", "sft", "dpo", "rl", "corners")) {
      assertThat(ImageIO.read(out.resolve(name + ".png").toFile()).getWidth()).isGreaterThan(500);
    }
  }

  @Test
  void shouldFindTheSameAgainFromTheSameSeed() {
    // Given
    Finding first = Contraction.run(5);

    // When
    Finding second = Contraction.run(5);

    // Then
    assertThat(second.claims()).isEqualTo(first.claims());
    assertThat(second.claims()).isNotEqualTo(Contraction.run(6).claims());
  }

  @Test
  void shouldSayWhereItCannotWrite() throws Exception {
    // Given
    Path file = Files.createFile(folder.resolve("taken"));
    StringWriter errors = new StringWriter();

    // When
    int status =
        new CommandLine(new TheoryCommand())
            .setErr(new PrintWriter(errors))
            .execute("--out", file.toString());

    // Then
    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("Can't make the folder " + file);
  }

  @Test
  void shouldCallAClaimBrokenThatIsOffByMoreThanChance() {
    // Given
    Estimate found = new Estimate(1, 0.1);

    // When
    List<Boolean> holds =
        List.of(
            new Claim("", "", found, Claim.Relation.EQUALS, 1.39, 0).holds(),
            new Claim("", "", found, Claim.Relation.EQUALS, 1.41, 0).holds(),
            new Claim("", "", found, Claim.Relation.AT_MOST, 0.59, 0).holds(),
            new Claim("", "", found, Claim.Relation.BELOW, 1.39, 0).holds(),
            new Claim("", "", found, Claim.Relation.ABOVE, 0.59, 0).holds());

    // Then
    assertThat(holds).containsExactly(true, false, false, false, true);
  }
}
