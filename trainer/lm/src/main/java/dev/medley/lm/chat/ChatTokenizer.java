package dev.medley.lm.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text to token ids and back, and a chat to a prompt by the model's own chat template. What a user
 * writes in a chat never becomes an added token that says something, whatever its flags; what the
 * template writes does, as in transformers. Responses are learnt by the tokens that they were
 * written in. Thread-safe.
 */
public final class ChatTokenizer implements AutoCloseable {
  public static final String FILE = "tokenizer.json";
  private static final Logger LOG = LoggerFactory.getLogger(ChatTokenizer.class);
  private static final List<String> ROLES = List.of("system", "user", "assistant");

  private final Path directory;
  private final TextEncoder encoder;
  private final Endings endings;
  private final Map<String, Integer> added = new HashMap<>();
  private final TokenizerConfig config;
  private final ChatTemplate template;
  private final LongestToken longest;

  private ChatTokenizer(Path directory, byte[] json, TokenizerConfig config) throws IOException {
    this.directory = directory;
    this.config = config;
    if (!(new ObjectMapper().readTree(json) instanceof ObjectNode root)) {
      throw new IllegalArgumentException(directory.resolve(FILE) + " is no JSON object");
    }
    this.template = template(directory, config);
    this.encoder = new TextEncoder(root, json);
    this.endings = new Endings(root, encoder.added());
    this.longest = LongestToken.of(root, encoder.added());
    encoder.added().forEach(token -> added.put(token.content().toString(), token.id()));
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
      return new ChatTokenizer(
          directory, Files.readAllBytes(file), TokenizerConfig.read(directory));
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
    return encoder.encode(template.render(messages)).ids();
  }

  /** Fewest tokens that texts can have together, told by their bytes without reading them. */
  public long leastTokens(List<String> texts) {
    return longest.leastTokens(texts);
  }

  /**
   * A short prompt of the model's own, to try a generation with: the first of a few chats that its
   * template takes, else what ends a response.
   *
   * @throws IllegalArgumentException where the model has no chat template
   */
  public int[] trialPrompt() {
    for (List<ChatMessage> chat : TemplateCheck.chats()) {
      try {
        return prompt(chat);
      } catch (RefusedChatException e) {
        LOG.debug("The chat template refuses a chat to try it with", e);
      }
    }
    return new int[] {endId()};
  }

  /** Token ids of a response's text; what looks like a special token stays text. */
  public int[] encode(String text) {
    return encoder.response(text).ids();
  }

  /** Where each token of {@link #encode} stands in the text; characters are Java's. */
  public List<Span> spans(String text) {
    TextEncoder.Encoded tokens = encoder.response(text);
    List<Span> spans = new ArrayList<>();
    int codePoint = 0;
    int at = 0;
    for (int i = 0; i < tokens.ids().length; i++) {
      // Spans come in order, but may share a character.
      int start = text.offsetByCodePoints(at, tokens.from()[i] - codePoint);
      codePoint = tokens.from()[i];
      at = start;
      spans.add(new Span(start, text.offsetByCodePoints(at, tokens.to()[i] - codePoint)));
    }
    return spans;
  }

  /** Text of token ids; special tokens leave none. */
  public String decode(int[] ids) {
    return encoder.whole().decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  /** How many of the last characters of these tokens' text a later token may change. */
  public int undecided(int[] ids) {
    return endings.undecided(ids);
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
    Integer id = added.get(token);
    if (id == null) {
      throw new IllegalArgumentException(
          "%s: %s of tokenizer_config.json is %s, which is no added token of %s"
              .formatted(directory, name, token, FILE));
    }
    return id;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
