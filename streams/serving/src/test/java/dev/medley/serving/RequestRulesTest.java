package dev.medley.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.medley.schemas.Edit;
import dev.medley.schemas.Message;
import dev.medley.schemas.names.NameRule;
import dev.medley.serving.chat.ChatRequest;
import dev.medley.serving.edits.EditRequest;
import dev.medley.serving.events.GenerationId;
import dev.medley.serving.generation.Prompt;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.JsonBody;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of OpenAI's API is taken, and what is refused by name. */
final class RequestRulesTest {
  private static final String CHAT =
      "\"model\":\"email\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
  private static final String INLINE =
      "\"id\":\"x-1\",\"action\":\"accepted\",\"task\":\"%s\",\"response\":\"ho\","
          + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  private static final String TEN = "xxxxxxxxxx";
  private static final String TOO_LONG =
      TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + "x";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tools\":[{\"type\":\"function\"}]",
        "\"tool_choice\":\"required\"",
        "\"n\":2",
        "\"logprobs\":true",
        "\"top_logprobs\":3",
        "\"modalities\":[\"audio\"]"
      })
  void shouldRefuseByNameWhatItCannotDo(String field) {
    // When
    ApiException refusal = catchThrowableOfType(ApiException.class, () -> chat(CHAT + "," + field));

    // Then
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.code()).isEqualTo("unsupported_parameter");
    assertThat(field).startsWith("\"" + refusal.field() + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tools\":[]",
        "\"n\":1",
        "\"logprobs\":false",
        "\"logit_bias\":{}",
        "\"frequency_penalty\":0",
        "\"response_format\":{\"type\":\"text\"}",
        "\"tools\":null",
        "\"metadata\":{\"a\":\"b\"}",
        "\"repetition_penalty\":1.0",
        "\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}",
        "\"nobody-knows\":null"
      })
  void shouldTakeWhatAsksForNothing(String field) throws Exception {
    // When
    ChatRequest request = chat(CHAT + "," + field);

    // Then
    assertThat(request.task()).isEqualTo("email");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800 b", "a\\udc00", "\\ud83d\\ud83d\\ude00"})
  void shouldRefuseHalvesOfCharactersWhereTheyStand(String text) throws Exception {
    // When
    ApiException chat =
        catchThrowableOfType(ApiException.class, () -> chat(CHAT.replace("hi", text)));
    ApiException edit =
        catchThrowableOfType(
            ApiException.class,
            () -> edit(INLINE.formatted("email") + ",\"text\":\"" + text + "\""));

    // Then
    assertThat(chat.status()).isEqualTo(400);
    assertThat(chat.field()).isEqualTo("messages[0].content");
    assertThat(edit.status()).isEqualTo(400);
    assertThat(edit.field()).isEqualTo("text");
    assertThat(chat(CHAT.replace("hi", "\\ud83d\\ude00")).prompt().messages())
        .containsExactly(new Message("user", "\uD83D\uDE00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"nobody-knows\":[1]",
        "\"prompt_logprobs\":1",
        "\"truncate_prompt_tokens\":5",
        "\"stream\":true,\"stream_options\":{\"continuous_usage_stats\":true}"
      })
  void shouldIgnoreNothingInSilence(String field) {
    // When
    ApiException refusal = catchThrowableOfType(ApiException.class, () -> chat(CHAT + "," + field));

    // Then
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.code()).isEqualTo("unsupported_parameter");
    assertThat(field).contains(refusal.field().replace("stream_options.", ""));
  }

  @Test
  void shouldRefuseWhatAMessageHoldsAndNobodyReads() {
    // When
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> chat(CHAT.replace("\"content\"", "\"weight\":\"Mira\",\"content\"")));

    // Then
    assertThat(refusal.code()).isEqualTo("unsupported_parameter");
    assertThat(refusal.field()).isEqualTo("messages[0].weight");
    assertThat(refusal.getMessage()).doesNotContain("Mira");
  }

  @Test
  void shouldNotQuoteAFieldThatIsNoName() {
    // When
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> chat(CHAT + ",\"a secret of Mira's\":1"));

    // Then
    assertThat(refusal.getMessage()).startsWith("a field is not supported");
  }

  @Test
  void shouldPassOnWhatTheBackendMayKnow() throws Exception {
    // When
    ChatRequest request = chat(CHAT + ",\"top_k\":5,\"chat_template_kwargs\":{\"a\":false}");

    // Then
    assertThat(request.prompt().passedOn()).containsOnlyKeys("top_k", "chat_template_kwargs");
    assertThat(request.prompt().exact()).isFalse();
    assertThat(request.prompt().sampling().maxTokens()).isEqualTo(Prompt.UNBOUNDED);
    assertThat(request.prompt().within(30).sampling().maxTokens()).isEqualTo(30);
  }

  @Test
  void shouldReadOpenAisWays() throws Exception {
    // When
    ChatRequest request =
        chat(
            "\"model\":\"email/sft\",\"max_completion_tokens\":7,\"temperature\":0.5,\"top_p\":0.9,"
                + "\"seed\":3,\"stop\":[\"a\",\"b\"],\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"developer\",\"content\":\"Be"
                + " brief.\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a"
                + " \"},{\"type\":\"text\",\"text\":\"cat\"}]}]");

    // Then
    assertThat(request.pinnedArm()).contains("sft");
    assertThat(request.prompt().messages())
        .containsExactly(new Message("system", "Be brief."), new Message("user", "a cat"));
    assertThat(request.prompt().sampling().maxTokens()).isEqualTo(7);
    assertThat(request.prompt().sampling().seed()).isEqualTo(3);
    assertThat(request.prompt().sampling().stop()).containsExactly("a", "b");
    assertThat(request.stream()).isTrue();
    assertThat(request.includeUsage()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"stop\":\"\\ud83d\"",
        "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]",
        "\"temperature\":2.1",
        "\"top_p\":0",
        "\"max_tokens\":0",
        "\"stream_options\":{\"include_usage\":true}",
        "\"seed\":1.5"
      })
  void shouldRefuseWhatIsOutOfRange(String field) {
    // When
    ApiException refusal = catchThrowableOfType(ApiException.class, () -> chat(CHAT + "," + field));

    // Then
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.code()).isEqualTo("invalid_value");
    assertThat(field).startsWith("\"" + refusal.field() + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Email", "crm.reply", "support_reply", "a.b", "email-2", "Email_v2.1"})
  void shouldTakeTasksByTheRule(String task) throws Exception {
    // Given
    String id = GenerationId.of(task);

    // When
    ChatRequest chat = chat(CHAT.replace("email", task + "/my-sft"));
    Edit edit = edit(INLINE.formatted(task));

    // Then
    assertThat(chat.task()).isEqualTo(task);
    assertThat(chat.pinnedArm()).contains("my-sft");
    assertThat(edit.getTask()).isEqualTo(task);
    assertThat(GenerationId.task(id)).contains(task);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x", "a/b/c", "", "..", "a b", TOO_LONG})
  void shouldRefuseOtherTasksWithTheRuleAndWithoutTheName(String task) {
    // When
    ApiException chat =
        catchThrowableOfType(ApiException.class, () -> chat(CHAT.replace("email", task)));
    ApiException edit =
        catchThrowableOfType(ApiException.class, () -> edit(INLINE.formatted(task)));

    // Then
    assertThat(chat.status()).isEqualTo(400);
    assertThat(chat.field()).isEqualTo("model");
    assertThat(chat.getMessage()).endsWith(NameRule.WANTED);
    assertThat(edit.field()).isEqualTo("task");
    assertThat(edit.getMessage()).isEqualTo("task must have " + NameRule.WANTED);
    assertThat(GenerationId.task(GenerationId.of(task))).isEmpty();
  }

  @Test
  void shouldTakeAnIdUpToItsLength() throws Exception {
    // When
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> edit("\"id\":\"" + "x".repeat(201) + "\",\"action\":\"accepted\""));

    // Then
    assertThat(refusal.field()).isEqualTo("id");
    assertThat(refusal.getMessage()).contains("200");
  }

  @Test
  void shouldNumberNoEditThatIsNotCountedAndKnowItsTask() throws Exception {
    // Given
    String id = GenerationId.of("email-2");

    // When
    Edit edit = edit("\"id\":\"" + id + "\",\"action\":\"accepted\"");

    // Then
    assertThat(edit.getRevision()).isEqualTo(-1);
    assertThat(edit.getTask()).isNull();
    assertThat(GenerationId.task(id)).contains("email-2");
  }

  @Test
  void shouldTakeNoEditOfAnotherTask() {
    // Given
    String id = GenerationId.of("email");

    // When
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> edit("\"id\":\"" + id + "\",\"action\":\"accepted\",\"task\":\"summary\""));

    // Then
    assertThat(refusal.field()).isEqualTo("task");
  }

  @Test
  void shouldTakeContextWholeOrNotAtAll() throws Exception {
    // Given
    String start = "\"action\":\"accepted\",\"id\":\"%s\"";
    String made = start.formatted(GenerationId.of("email"));
    String foreign = start.formatted("x-1");
    String context = ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"response\":\"ho\"";

    // When
    ApiException noTask = catchThrowableOfType(ApiException.class, () -> edit(foreign));
    ApiException noMessages =
        catchThrowableOfType(ApiException.class, () -> edit(foreign + ",\"task\":\"email\""));
    ApiException noResponse =
        catchThrowableOfType(
            ApiException.class, () -> edit(made + context.replace("\"response\"", "\"other\"")));
    Edit untracked = edit(made + context);

    // Then
    assertThat(noTask.field()).isEqualTo("task");
    assertThat(noMessages.field()).isEqualTo("messages");
    assertThat(noResponse.field()).isEqualTo("response");
    assertThat(untracked.getTask()).isEqualTo("email");
    assertThat(untracked.getResponse()).isEqualTo("ho");
  }

  @ParameterizedTest
  @CsvSource({"[,100000", "{\"a\":,100000", "9,2000", "[{},30000"})
  void shouldSayWhereJsonIsOverWhatIsRead(String part, int times) {
    // Given
    String nested = "\"metadata\":[" + part.concat(part.equals("[{}") ? "," : "").repeat(times);

    // When
    ApiException refusal = catchThrowableOfType(ApiException.class, () -> chat(nested));

    // Then
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.code()).isEqualTo("invalid_json");
    assertThat(refusal.getMessage()).contains("line 1, column");
  }

  private static ChatRequest chat(String fields) throws IOException {
    return ChatRequest.of(body(fields));
  }

  private static Edit edit(String fields) throws IOException {
    return EditRequest.of(body(fields));
  }

  private static JsonBody body(String fields) throws IOException {
    return JsonBody.parse(("{" + fields + "}").getBytes(UTF_8));
  }
}
