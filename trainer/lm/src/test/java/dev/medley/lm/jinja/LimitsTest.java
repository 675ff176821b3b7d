package dev.medley.lm.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.medley.lm.jinja.limits.RenderException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A template that somebody downloads takes neither the time nor the memory of a process. */
final class LimitsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      textBlock =
          """
          {% set ns = namespace(l=[1]) %}{% for i in range(40) %}{% set ns.l = ns.l + ns.l %}{% endfor %} @ items
          {{ [1] | batch(100000000000, 'x') | list }} @ items
          {{ [1] | slice(16000000) | list }} @ items
          {{ [1] * 100000000000 }} @ items
          {{ [[1] * 1000000] * 1000000 }} @ characters
          {% set ns = namespace(l=[]) %}{% for i in range(99) %}{% set ns.l = ns.l + ['x' * 8000000] %}{% endfor %} @ characters or items
          {% macro m(n) %}{{ 'x' * 8000000 }}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(99) }} @ characters
          {% set ns = namespace(a=1, b=1) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a == ns.b }} @ steps
          {% set ns = namespace(a=(1,)) %}{% for i in range(60) %}{% set ns.a = (ns.a, ns.a) %}{% endfor %}{{ {ns.a: 1} }} @ steps
          {% set ns = namespace(a=1, b=2) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a < ns.b }}{{ ns.a in [ns.a] }} @ steps
          {{ ('a' * 4000000 ~ 'b') in ('a' * 8000000) }} @ steps
          {{ ('a' * 8000000).rfind('a' * 4000000 ~ 'b') }} @ steps
          {{ ('a' * 8000000).strip('b' * 4000000 ~ 'a') }} @ steps
          {% for i in range(9999) %}{% for j in range(9999) %}{% set x = range(100000) %}{% endfor %}{% endfor %} @ characters or items
          {% set x = ' ' * 8000000 %}{% for i in range(99999) %}{% if x | trim %}{% endif %}{% endfor %} @ steps
          {% set x = 'x' * 4000000 %}{% for i in range(99999) %}{% if x == 'x' * 4000000 %}{% endif %}{% endfor %} @ characters or items
          {% set x = ['y'] * 1000000 %}{% for i in range(99999) %}{% if 'x' in x %}{% endif %}{% endfor %} @ steps
          """)
  void shouldRefuseWhatGrowsBeyondBounds(String template, String named) {
    // Given
    Template parsed = Template.parse(template);

    // When
    assertTimeout(
        SOON,
        () ->
            assertThatThrownBy(() -> parsed.render(Map.of()))

                // Then
                .isInstanceOf(RenderException.class)
                .hasMessageContaining(named));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      textBlock =
          """
          {{ 0.1 | round(1000000000) }} @ 0.1
          {{ 0.5 | round(-1000000000) }} @ 0.0
          {{ ('1' * 100000 ~ 'x') | int }} @ 0
          {{ ('a,' * 200000).rsplit(',') | length }} @ 200001
          {{ ('x ' * 200000).rsplit() | length }} @ 200000
          {{ 'a,b,c'.rsplit(',', 1) }} @ ['a,b', 'c']
          {{ 'abc'[1::9223372036854775807] }} @ b
          {{ range(1, 9223372036854775807, 9223372036854775806) | list }} @ [1]
          """)
  void shouldComputeAtOnceWhatIsSmall(String template, String wanted) {
    // Given
    Template parsed = Template.parse(template);

    // When
    var rendered = assertTimeout(SOON, () -> parsed.render(Map.of()));

    // Then
    assertThat(rendered).hasToString(wanted);
  }

  @Test
  void shouldRenderALongChat() {
    // Given: more than a request may have, through what templates do to it
    Template parsed =
        Template.parse(
            "{% set ns = namespace(all='') %}{% for i in range(100) %}{% set c = ('word ' * 1000)"
                + " | trim %}{% set ns.all = ns.all ~ '<user>' ~ c.split('</think>')[-1] | upper"
                + " %}{% endfor %}{{ ns.all | length }}");

    // When
    var rendered = parsed.render(Map.of());

    // Then
    assertThat(rendered).hasToString("500500");
  }
}
