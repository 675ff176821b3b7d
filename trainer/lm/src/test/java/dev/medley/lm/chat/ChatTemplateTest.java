package dev.medley.lm.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
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
          {{ messages[0].content.casefold() }}                     | casefold
          {{ messages[0].content }}{{ strftime_now('%d') }}        | strftime_now
          `{{ messages[0].content | no_such_filter }}`             | no_such_filter
          `{{ messages[0].content | safe }}`                       | safe
          {% if messages is odd_one %}x{% endif %}                 | is odd_one
          {% include 'x' %}                                        | 'include'
          {% no_such_tag %}                                        | no_such_tag
          {% if messages %}{% break %}{% endif %}                  | 'break' stands outside a loop
          {% for m in messages %}x                                 | endfor
          {{ 'x' + }}                                              | Error parsing
          {{ 'x                                                    | {{ 'x
          {{ '\\N{DIGIT ONE}' }}                                   | \\N
          {{ 99999999999999999999 }}                               | 99999999999999999999
          {{ messages.nothing.at_all }}                            | nothing
          {{ range(9999999)[0] }}                                  | range
          {% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %} | steps
          {{ ('x' * 9999999) * 9999999 }}                          | characters
          {% macro f() %}{{ f() }}{% endmacro %}{{ f() }}          | within each other
          {{ messages[0].content * 2 }}{% if add_generation_prompt %}x{% endif %} | occurs 2 times
          {{ messages[0].role }}{% if add_generation_prompt %}x{% endif %} | occurs 0 times
          {{ messages[-1].content }}{% if add_generation_prompt %}{% endif %} | add_generation_prompt
          """)
  void shouldNameWhatItCannotUse(String template, String named) {
    // When
    assertThatThrownBy(() -> TemplateCheck.check(ChatTemplate.compile(template, Map.of())))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void shouldNotLoseItsStackToATemplate() {
    // Given
    String nested = "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}";

    // When
    assertThatThrownBy(() -> ChatTemplate.compile(nested, Map.of()))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested");
  }

  @Test
  void shouldRefuseMessagesInTheTemplatesWordsAlone() {
    // Given
    ChatTemplate template =
        ChatTemplate.compile(
            "{{ raise_exception('No ' ~ messages[0].role ~ ' says ' ~ messages[0].content ~ '!')"
                + " }}",
            Map.of());

    // When
    assertThatThrownBy(() -> template.render(HELLO))

        // Then
        .isInstanceOf(RefusedChatException.class)
        .hasMessageEndingWith("No user says …!");
  }

  @Test
  void shouldTakeATemplateThatRefusesSomeChats() {
    // Given
    ChatTemplate template =
        ChatTemplate.compile(
            "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('No') }}"
                + "{% endif %}{{ m.content }}{% endfor %}",
            Map.of());

    // When
    TemplateCheck.check(template);

    // Then
    assertThat(template.render(HELLO)).hasToString("hello");
  }

  @Test
  void shouldNotRenderWhatAUserWrote() {
    // Given
    ChatTemplate template =
        ChatTemplate.compile("{% for m in messages %}{{ m.content }}{% endfor %}", Map.of());
    String written = "{{ messages }} {% for x in y %} {# no #} <b>&amp;\n";

    // When
    String prompt = template.render(List.of(new ChatMessage("user", written))).toString();

    // Then
    assertThat(prompt).isEqualTo(written);
  }

  @Test
  void shouldKnowWhatAUserWroteThroughWhateverATemplateDoes() {
    // Given
    ChatTemplate template =
        ChatTemplate.compile(
            "{{ 'a-' + (messages[0].content | upper).split('L')[0].strip() ~ [messages[0].role]"
                + " ~ messages[0].content | tojson }}",
            Map.of());

    // When
    var prompt = template.render(List.of(new ChatMessage("user", " he\"llo")));

    // Then
    assertThat(prompt).hasToString("a-HE\"['user']\" he\\\"llo\"");
    StringBuilder marks = new StringBuilder();
    for (int i = 0; i < prompt.length(); i++) {
      marks.append(prompt.isMarked(i) ? 'u' : '.');
    }
    assertThat(marks).hasToString("..uuu.........uuuuuuuu.");
  }

  @Test
  void shouldWriteAMessagesFieldsInTheSameOrderInEveryProcess() {
    // Given
    ChatTemplate template =
        ChatTemplate.compile("{{ messages[0] | list | join }}{{ messages[0] | tojson }}", Map.of());

    // When
    var prompt = template.render(HELLO);

    // Then
    assertThat(prompt).hasToString("rolecontent{\"role\": \"user\", \"content\": \"hello\"}");
    assertThat(ChatTemplate.fields(HELLO.get(0))).isInstanceOf(LinkedHashMap.class);
  }
}
