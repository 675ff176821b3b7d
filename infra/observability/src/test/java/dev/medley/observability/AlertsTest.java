package dev.medley.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every alert can fire, asks for metrics that exist, and leads to a page that says what to do. */
final class AlertsTest {
  private static final Path RULES = Path.of("rules/medley.yml");
  private static final Path TESTS = Path.of("rules/medley-test.yml");
  private static final Path RUNBOOK = Path.of("../../docs/runbook.md");

  @Test
  void shouldLeadToARunbookSectionEach() throws IOException {
    // Given
    String runbook = Files.readString(RUNBOOK);

    // When
    List<JsonNode> alerts = alerts();

    // Then
    assertThat(alerts).hasSizeGreaterThan(10);
    for (JsonNode alert : alerts) {
      String name = alert.path("alert").asText();
      String section = section(runbook, name);
      assertThat(alert.at("/annotations/runbook_url").asText())
          .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(section)
          .as(name)
          .contains("**What it means.**", "**How to see it.**")
          .contains("**What to do.**", "**What not to do.**");
      assertThat(alert.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
      assertThat(alert.at("/annotations/summary").asText()).as(name).isNotEmpty();
      assertThat(alert.at("/annotations/description").asText()).as(name).isNotEmpty();
    }
  }

  @Test
  void shouldAskForMetricsThatExist() throws IOException {
    // Given
    String asked = Files.readString(RULES) + Files.readString(RUNBOOK);

    // When
    Set<String> names = MetricNames.in(asked);

    // Then
    assertThat(names).hasSizeGreaterThan(20);
    assertThat(MetricNames.documented()).containsAll(names);
  }

  @Test
  void shouldEachBeSeenToFire() throws IOException {
    // Given
    Set<String> names = new TreeSet<>();
    alerts().forEach(alert -> names.add(alert.path("alert").asText()));

    // When
    Set<String> fired = new TreeSet<>();
    for (JsonNode test : read(TESTS).path("tests")) {
      for (JsonNode look : test.path("alert_rule_test")) {
        if (!look.path("exp_alerts").isEmpty()) {
          fired.add(look.path("alertname").asText());
        }
      }
    }

    // Then
    assertThat(fired).isEqualTo(names);
  }

  @Test
  void shouldPassPromtool() throws Exception {
    // When
    Promtool.Result tested = Promtool.run("test", "rules", TESTS.toString());

    // Then
    assertThat(tested.status()).as(tested.output()).isZero();
  }

  private static String section(String runbook, String name) {
    int begin = runbook.indexOf("\n## " + name + "\n");
    assertThat(begin).as(name).isPositive();
    int end = runbook.indexOf("\n## ", begin + 1);
    return runbook.substring(begin, end < 0 ? runbook.length() : end);
  }

  private static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : read(RULES).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (rule.has("alert")) {
          alerts.add(rule);
        }
      }
    }
    return alerts;
  }

  private static JsonNode read(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }
}
