package dev.medley.lm.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.AutoCloseableSupplier.AutoCloseableImpl;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.tree.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jinjava.javax.el.CompositeELResolver;

/**
 * A model's chat template in Jinja, rendered as transformers' {@code apply_chat_template} does with
 * add_generation_prompt. It sees the messages, the special tokens, and no clock: a prompt depends
 * on its messages alone. Thread-safe.
 */
final class ChatTemplate {
  private static final List<ChatMessage> PROBE =
      List.of(
          new ChatMessage("system", "Be brief."),
          new ChatMessage("user", "Hello"),
          new ChatMessage("assistant", "<think>\nso\n</think>\n\nHello!"),
          new ChatMessage("user", "Bye"));

  private final Jinjava jinjava;
  private final JinjavaConfig config;
  private final Node parsed;
  private final List<TemplateError> syntaxErrors;
  private final Map<String, String> tokens;

  private ChatTemplate(String template, Map<String, String> tokens) {
    this.tokens = tokens;
    CompositeELResolver resolver = new CompositeELResolver();
    resolver.add(new PythonStrings());
    resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
    this.config =
        JinjavaConfig.newBuilder()
            .withElResolver(resolver)
            // Or what a user writes would be rendered once more.
            .withNestedInterpretationEnabled(false)
            .withKeepTrailingNewline(true)
            .withLegacyOverrides(
                LegacyOverrides.newBuilder()
                    .withEvaluateMapKeys(true)
                    .withIterateOverMapKeys(true)
                    .withUsePyishObjectMapper(true)
                    .withUseNaturalOperatorPrecedence(true)
                    .build())
            .build();
    this.jinjava = new Jinjava(config);
    jinjava.getGlobalContext().registerFilter(new PythonStrings.Trim());
    jinjava
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition("", "raise_exception", Raise.class, "raise", String.class));
    // Once: rendering a parsed template changes nothing of it.
    JinjavaInterpreter parser = jinjava.newInterpreter();
    this.parsed = parser.parse(template);
    this.syntaxErrors = parser.getErrorsCopy();
  }

  /**
   * Compiles a template, and renders a chat by way of trial.
   *
   * @param tokens bos_token and the like
   * @throws IllegalArgumentException naming a construct that can't be rendered
   */
  static ChatTemplate compile(String source, Map<String, String> tokens) {
    TemplateText text = TemplateText.rewrite(source);
    ChatTemplate template = new ChatTemplate(text.text(), tokens);
    template.checkNames(text);
    RenderResult result = template.result(PROBE);
    for (TemplateError error : result.getErrors()) {
      if (refusal(error) == null) {
        throw new IllegalArgumentException(
            "it has what can't be rendered: " + error.getMessage(), error.getException());
      }
    }
    return template;
  }

  /** jinjava passes over a filter that it doesn't know. */
  private void checkNames(TemplateText text) {
    Context known = jinjava.getGlobalContext();
    for (String filter : text.filters()) {
      if (known.getFilter(filter) == null) {
        throw new IllegalArgumentException("filter %s is unknown".formatted(filter));
      }
    }
    for (String test : text.tests()) {
      if (known.getExpTest(test) == null) {
        throw new IllegalArgumentException("test 'is %s' is unknown".formatted(test));
      }
    }
  }

  /**
   * Renders a prompt.
   *
   * @throws RefusedChatException in the template's own words
   */
  String render(List<ChatMessage> messages) {
    RenderResult result = result(messages);
    for (TemplateError error : result.getErrors()) {
      String refusal = refusal(error);
      // jinjava's own messages quote values, which a user wrote.
      throw new RefusedChatException(
          "The chat template refuses these messages: "
              + (refusal == null ? error.getReason() : refusal));
    }
    return result.getOutput();
  }

  private RenderResult result(List<ChatMessage> messages) {
    List<Map<String, String>> chat =
        messages.stream().map(m -> Map.of("role", m.role(), "content", m.content())).toList();
    Map<String, Object> bindings = new HashMap<>(tokens);
    bindings.put("messages", chat);
    bindings.put("add_generation_prompt", true);
    Context context = new Context(jinjava.getGlobalContextCopy(), bindings);
    JinjavaInterpreter interpreter = new JinjavaInterpreter(jinjava, context, config);
    try (AutoCloseableImpl<JinjavaInterpreter> current =
        JinjavaInterpreter.closeablePushCurrent(interpreter).get()) {
      String text = current.value().render(parsed);
      List<TemplateError> errors = new ArrayList<>(syntaxErrors);
      errors.addAll(interpreter.getErrorsCopy());
      return new RenderResult(text, context, errors);
    }
  }

  private static String refusal(TemplateError error) {
    for (Throwable t = error.getException(); t != null; t = t.getCause()) {
      if (t instanceof Refusal) {
        return t.getMessage();
      }
    }
    return null;
  }

  private static final class Refusal extends RuntimeException {
    Refusal(String message) {
      super(message);
    }
  }

  /** The function that templates refuse by; jinjava calls it by reflection. */
  public static final class Raise {
    private Raise() {}

    @SuppressWarnings("DoNotCallSuggester")
    public static String raise(String message) {
      throw new Refusal(message);
    }
  }
}
