package dev.medley.lab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.TinyLab;
import dev.medley.lab.protocol.Users;
import dev.medley.lab.work.Unit;
import dev.medley.lab.work.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole protocol, small, on a random model. */
final class TablesCommandTest {
  @TempDir private static Path folder;
  private static TinyLab lab;

  @BeforeAll
  static void makeModel() throws IOException {
    lab = new TinyLab(folder);
  }

  @Test
  void shouldReportEveryFigure() throws IOException {
    // Given
    Path out = Files.createDirectory(folder.resolve("report"));
    try (Work work = lab.work()) {
      Plan plan = new Plan(work, TinyLab.SCALE, TinyLab.USERS);
      List<List<Unit>> phases = new ArrayList<>(plan.offline());
      phases.addAll(plan.rounds());

      // When
      work.run(phases);
      List<Table> tables =
          Arrays.stream(Users.Judge.values())
              .map(judge -> Table.of(plan, judge, TinyLab.SCALE))
              .toList();
      TablesCommand.report(out, plan, TinyLab.USERS, TinyLab.SCALE, tables, "tiny settings");
    }

    // Then
    JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    for (Method method : Method.values()) {
      assertThat(results.at("/maxSubOpt/" + method.key()).isNumber()).isTrue();
      for (Setting setting : Setting.ALL) {
        String cell = "/tables/transfer/%s/%s".formatted(setting.name(), method.key());
        assertThat(results.at(cell + "/cost").isNumber()).as(cell).isTrue();
        assertThat(results.at(cell + "/low").isNumber()).as(cell).isTrue();
      }
    }
    assertThat(results.at("/lateExcess").isNumber()).isTrue();
    assertThat(results.at("/lateExcessUcb1").isNumber()).isTrue();
    assertThat(out.resolve("index.html"))
        .content()
        .contains("LATE (ours)", "data:image/png;base64,", "tiny settings", "class=\"inserted\"");
  }
}
