package dev.medley.lab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lab.online.Learning;
import dev.medley.lab.online.OnlineRounds;
import dev.medley.lab.online.OnlineRun;
import dev.medley.lab.online.OnlineUser;
import dev.medley.lab.report.Report;
import dev.medley.lab.tables.Table;
import dev.medley.lab.work.Progress;
import dev.medley.lab.work.Unit;
import dev.medley.lab.work.Work;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole protocol, small, on a random model. */
final class ProtocolTest {
  private static final Scale TINY =
      new Scale(
          "tiny",
          40,
          12,
          4,
          6,
          2,
          List.of(new Point(.02, .1), new Point(.03, .1)),
          4,
          12,
          List.of(8));

  @TempDir private static Path folder;
  private static Path model;

  @BeforeAll
  static void makeModel() throws IOException {
    System.setProperty("java.awt.headless", "true");
    model = TinyBase.write(Files.createDirectory(folder.resolve("model")));
  }

  @Test
  void shouldReportEveryFigure() throws IOException {
    // Given
    Path out = Files.createDirectory(folder.resolve("report"));
    try (Work work = work()) {
      Plan plan = new Plan(work, TINY, Users.RULES);
      List<List<Unit>> phases = new ArrayList<>(plan.offline());
      phases.addAll(plan.rounds());

      // When
      work.run(phases);
      List<Table> tables =
          Arrays.stream(Users.Judge.values()).map(judge -> Table.of(plan, judge, TINY)).toList();
      new Report(out).tables(plan, Users.RULES, TINY, tables, "tiny settings");
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

  @Test
  void shouldLearnWhileItServes() throws IOException {
    // Given
    Setting setting = Plan.TUNED_ON;
    try (Work work = work()) {
      Plan plan = new Plan(work, TINY, Users.RULES);
      work.run(plan.offline(setting));
      try (LanguageModel base = LanguageModel.load(model, Precision.FLOAT32)) {
        // When
        OnlineRun frozen =
            new OnlineRounds(plan, Users.RULES, TINY, setting, OnlineUser.DRIFT, 0)
                .run(base, 0, 24);
        OnlineRun learning =
            new OnlineRounds(plan, Users.RULES, TINY, setting, OnlineUser.DRIFT, 8)
                .run(base, 0, 24);

        // Then
        assertThat(frozen.costs()).hasSize(24);
        assertThat(frozen.publications()).isZero();
        assertThat(learning.publications()).isEqualTo(3);
        assertThat(learning.costs().subList(0, 8)).isEqualTo(frozen.costs().subList(0, 8));
        assertThat(learning.costs()).hasSize(24);
      }
    }
  }

  @Test
  void shouldServeWhatWasPublishedLast() throws IOException {
    // Given
    Setting setting = Plan.TUNED_ON;
    try (Work work = work();
        LanguageModel base = LanguageModel.load(model, Precision.FLOAT32)) {
      Plan plan = new Plan(work, TINY, Users.RULES);
      work.run(plan.offline(setting));
      try (Learning sft = Learning.all(plan, base, setting, TINY, true).get(Method.SFT)) {
        Map<String, float[]> before = sft.served().exportWeights();
        plan.edits(setting).forEach(sft::learn);
        Map<String, float[]> learning = sft.served().exportWeights();

        // When
        sft.publish();

        // Then
        assertThat(learning).usingRecursiveComparison().isEqualTo(before);
        assertThat(sft.served().exportWeights()).usingRecursiveComparison().isNotEqualTo(before);
      }
    }
  }

  private static Work work() {
    return new Work(
        folder.resolve("work"),
        "tiny",
        () -> LanguageModel.load(model, Precision.FLOAT32),
        2,
        Long.MAX_VALUE,
        new Progress(new PrintStream(OutputStream.nullOutputStream())));
  }
}
