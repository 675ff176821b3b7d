package dev.medley.lm.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChatTemplateTest {
  private static final List<ChatMessage> HELLO = List.of(new ChatMessage("user", "hello"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {% for m in messages if m.role == 'user' %}x{% endfor %}  | for m in messages if
          {{ messages[0].content.casefold() }}                     | casefold
          {{ strftime_now('%d') }}                                 | strftime_now
          `{{ messages[0].content | no_such_filter }}`             | no_such_filter
          {% if messages is odd_one %}x{% endif %}                 | is odd_one
          {% call x() %}{% endcall %}x{% no_such_tag %}            | no_such_tag
          {% for m in messages %}x                                 | endfor
          {{ 'x' + }}                                              | Error parsing
          {{ 'x                                                    | never closed
          """)
  void shouldNameAConstructThatItCannotRender(String template, String named) {
    // When
    assertThatThrownBy(() -> ChatTemplate.compile(template, Map.of()))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void shouldRefuseMessagesInTheTemplatesWords() {
    // Given
    ChatTemplate template =
        ChatTemplate.compile(
            "{% if messages[0].role != 'system' %}{{ raise_exception('No system!') }}{% endif %}x",
            Map.of());

    // When
    assertThatThrownBy(() -> template.render(HELLO))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("No system!");
  }

  @Test
  void shouldNotRenderWhatAUserWrote() {
    // Given
    ChatTemplate template =
        ChatTemplate.compile("{% for m in messages %}{{ m.content }}{% endfor %}", Map.of());
    String written = "{{ messages }} {% for x in y %} {# no #} <b>&amp;\n";

    // When
    String prompt = template.render(List.of(new ChatMessage("user", written)));

    // Then
    assertThat(prompt).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `a  {{- 1 -}}  b`                     | `a{{ 1 }}b`
          `a\\n  {% if x %}\\n  b\\n{% endif %}\\n`  | `a\\n{% if x %}  b\\n{% endif %}`
          `a {% if x %} b`                      | `a {% if x %} b`
          `a\\n {%+ if x +%}\\nb`                 | `a\\n {% if x %}\\nb`
          `{# no '{{ #}\\n{{ '%}' }}`            | `{{ '%}' }}`
          `  {% if x %}\\n  {% endif %}c`        | `{% if x %}{% endif %}c`
          `{{ x[::-1] }}`                       | `{{ x|reverse }}`
          `{% set n = namespace(a=1 - 1, b='=,', c=[1, 2]) %}` | `{% set n = namespace(a=(1 - 1), b=('=,'), c=([1, 2])) %}`
          """)
  void shouldTakeWhitespaceAwayAsJinjaDoes(String template, String rewritten) {
    // When
    String found = TemplateText.rewrite(template.replace("\\n", "\n")).text();

    // Then
    assertThat(found).isEqualTo(rewritten.replace("\\n", "\n"));
  }
}
