package dev.medley.lm.chat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Text to token ids and back, and a chat to a prompt by the model's own chat template. What a user
 * writes never becomes a special token. Thread-safe.
 */
public final class ChatTokenizer implements AutoCloseable {
  public static final String FILE = "tokenizer.json";
  private static final List<String> ROLES = List.of("system", "user", "assistant");

  private final Path directory;
  private final HuggingFaceTokenizer tokenizer;
  private final SpecialTokens special;
  private final TokenizerConfig config;
  private final ChatTemplate template;

  private ChatTokenizer(Path directory, ObjectNode root, TokenizerConfig config)
      throws IOException {
    this.directory = directory;
    this.config = config;
    this.special = SpecialTokens.rename(root);
    this.template = template(directory, config);
    this.tokenizer =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(new ObjectMapper().writeValueAsBytes(root)),
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
  }

  private static ChatTemplate template(Path directory, TokenizerConfig config) {
    try {
      if (config.template() == null) {
        return null;
      }
      ChatTemplate template = ChatTemplate.compile(config.template(), config.tokens());
      TemplateCheck.check(template);
      return template;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The chat template in %s can't be used: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /**
   * Reads {@code tokenizer.json}, and where they are there {@code tokenizer_config.json} and {@code
   * chat_template.jinja}, of a Hugging Face directory.
   *
   * @throws IllegalArgumentException where the tokenizer is missing, or the chat template has a
   *     construct that can't be rendered, naming it
   */
  public static ChatTokenizer load(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(directory + " holds no " + FILE);
    }
    try {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      if (!(root instanceof ObjectNode tree)) {
        throw new IllegalArgumentException(file + " is no JSON object");
      }
      return new ChatTokenizer(directory, tree, TokenizerConfig.read(directory));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the tokenizer in " + directory, e);
    }
  }

  /**
   * The prompt after which the model answers.
   *
   * @throws RefusedChatException naming a role that is neither system, user nor assistant, or where
   *     the template refuses the messages
   * @throws IllegalArgumentException where the model has no chat template
   */
  public int[] prompt(List<ChatMessage> messages) {
    if (template == null) {
      throw new IllegalArgumentException(
          directory + " has no chat template: add chat_template.jinja");
    }
    for (ChatMessage message : messages) {
      if (!ROLES.contains(message.role())) {
        throw new RefusedChatException(
            "Role '%s' is unknown: choose from %s".formatted(message.role(), ROLES));
      }
    }
    List<ChatMessage> hidden =
        messages.stream().map(m -> new ChatMessage(m.role(), special.hide(m.content()))).toList();
    return ids(special.reveal(template.render(hidden).toString()));
  }

  /** Token ids of plain text; what looks like a special token stays text. */
  public int[] encode(String text) {
    return ids(text);
  }

  /** Where each token of {@link #encode} stands in the text; characters are Java's. */
  public List<Span> spans(String text) {
    List<Span> spans = new ArrayList<>();
    int codePoint = 0;
    int at = 0;
    for (CharSpan span : tokenizer.encode(text, false, false).getCharTokenSpans()) {
      // The tokenizer counts code points. Spans come in order, but may share a character.
      int start = text.offsetByCodePoints(at, span.getStart() - codePoint);
      codePoint = span.getStart();
      at = start;
      spans.add(new Span(start, text.offsetByCodePoints(at, span.getEnd() - codePoint)));
    }
    return spans;
  }

  private int[] ids(String text) {
    return Arrays.stream(tokenizer.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /** Text of token ids; special tokens leave none. */
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  /** The response's token ids followed by the end of the turn, as it is learnt. */
  public int[] response(String text) {
    int[] ids = encode(text);
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = endId();
    return ended;
  }

  /** What a text begins with. */
  public int bosId() {
    return named("bos_token");
  }

  /** What ends a response. */
  public int endId() {
    return named("eos_token");
  }

  /** What fills rows; the end where there is nothing else. */
  public int padId() {
    return config.tokens().containsKey("pad_token") ? named("pad_token") : endId();
  }

  private int named(String name) {
    String token = config.tokens().get(name);
    Integer id = special.id(token);
    if (id == null) {
      throw new IllegalArgumentException(
          "%s: %s of tokenizer_config.json is %s, which is no special token of %s"
              .formatted(directory, name, token, FILE));
    }
    return id;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
