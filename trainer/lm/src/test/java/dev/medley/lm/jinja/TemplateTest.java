package dev.medley.lm.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.values.Text;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateTest {
  /** What Jinja2 3.1.6 writes, with transformers' extensions. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      textBlock =
          """
          {% for x in [1] %}{% continue %}{% else %}E{% endfor %} @ E
          {% for x in [1, 2] %}{% break %}{% else %}E{% endfor %} @ E
          {% for x in [1, 2] %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% else %}E{% endfor %} @ 1
          {% set ns = namespace(f=false) %}{% for m in [1, 2, 3] if not ns.f %}{{ m }}{% set ns.f = true %}{% endfor %} @ 1
          {% for x in [1, 2, 3, 4] if x != 2 %}{{ loop.index }}{{ loop.revindex }}{{ loop.length }}{{ loop.first }}{{ loop.last }};{% endfor %} @ 133TrueFalse;223FalseFalse;313FalseTrue;
          {% for x in [1, 2, 3] %}{{ loop.previtem }}{{ x }}{{ loop.nextitem }};{% endfor %} @ 12;123;23;
          {% set g = [1, 2, 3, 4] | map('abs') %}{% for x in g %}{{ x }}{% for y in g %}({{ y }}){% endfor %}{% endfor %} @ 1(2)(3)(4)
          {{ '①'.isdigit() }} {{ '²٣'.isdigit() }} {{ '½'.isdigit() }} {{ 'x⒈'.isalnum() }} @ True True False True
          {{ 45 | round(-1) }} {{ 55 | round(-1) }} {{ 45 | round(3) }} @ 40 60 45
          """)
  void shouldRenderAsJinja2(String template, String wanted) {
    // When
    Text rendered = Template.parse(template).render(Map.of());

    // Then
    assertThat(rendered).hasToString(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t", "\u3000", "\u00a0", "\f", "\u2003"})
  void shouldTakeAnySpacesBeforeATag(String space) {
    // When
    Text rendered = Template.parse("a\n" + space + "{% if true %}x{% endif %}").render(Map.of());

    // Then
    assertThat(rendered).hasToString("a\nx");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ said | float | round }}",
        "{{ 0.5 | round(-2147483648, 'ceil') }}{{ said.nothing.more }}",
        "{{ 1 | tojson(separators=(',',)) }}{{ [1] | tojson(separators=(',',)) }}",
        "{{ (-9223372036854775807 - 1) // -1 }}",
        "{{ {true: 1} }}",
        "{{ dict([(1.0, 1)]) | tojson }}",
        "{{ 'x'.format(**{said: 1}) }}",
        "{{ dict(**{said: 1}) | tojson }}",
      })
  void shouldRefuseWhatItCannotComputeWithoutAUsersWords(String template) {
    // Given
    Template parsed = Template.parse(template);

    // When
    assertThatThrownBy(() -> parsed.render(Map.of("said", Text.marked("1e999"))))

        // Then
        .isInstanceOf(RenderException.class)
        .hasMessageNotContaining("1e999");
  }

  @Test
  void shouldTakeTheTemplatesOwnNamesBehindStars() {
    // Given
    Template parsed = Template.parse("{{ dict(**{'a': said}) | tojson }}");

    // When
    Text rendered = parsed.render(Map.of("said", Text.marked("b")));

    // Then
    assertThat(rendered).hasToString("{\"a\": \"b\"}");
    assertThat(rendered.isMarked(7)).isTrue();
  }
}
