package dev.medley.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every panel says what it shows, in which unit, and asks for metrics that exist. */
final class DashboardsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"medley-pipeline", "medley-quality"})
  void shouldAskForMetricsThatExist(String name) throws IOException {
    // Given
    JsonNode dashboard = JSON.readTree(Path.of("dashboards", name + ".json").toFile());

    // When
    Set<String> asked = new TreeSet<>();
    expressions(dashboard).forEach(expression -> asked.addAll(MetricNames.in(expression)));

    // Then
    assertThat(dashboard.path("uid").asText()).isEqualTo(name);
    assertThat(asked).hasSizeGreaterThan(5);
    assertThat(MetricNames.documented()).containsAll(asked);
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(panel.path("title").asText()).isNotEmpty();
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("description").asText()).as("%s", panel.path("title")).isNotEmpty();
        assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"medley-pipeline", "medley-quality"})
  void shouldPassPromtool(String name) throws Exception {
    // Given
    JsonNode dashboard = JSON.readTree(Path.of("dashboards", name + ".json").toFile());
    ObjectNode rules = JSON.createObjectNode();
    ArrayNode group = rules.putArray("groups").addObject().put("name", name).putArray("rules");
    for (String expression : expressions(dashboard)) {
      String plain = expression.replace("$__rate_interval", "5m").replace("$task", ".*");
      group.addObject().put("record", "panel:" + group.size()).put("expr", plain);
    }
    Path file = folder.resolve("rules.yml");
    new YAMLMapper().writeValue(file.toFile(), rules);

    // When
    Promtool.Result checked = Promtool.run("check", "rules", file.toString());

    // Then
    assertThat(checked.status()).as(checked.output()).isZero();
  }

  private static List<String> expressions(JsonNode dashboard) {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.path("expr").asText());
      }
    }
    for (JsonNode variable : dashboard.at("/templating/list")) {
      if (variable.path("type").asText().equals("query")) {
        expressions.add(
            variable.path("query").asText().replaceFirst("label_values\\((.*), \\w+\\)", "$1"));
      }
    }
    return expressions;
  }
}
