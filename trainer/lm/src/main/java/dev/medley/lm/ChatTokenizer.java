package dev.medley.lm;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text to token ids and back, and a chat to a prompt: {@code <|bos|>}, then for each message {@code
 * <|role|>content<|end|>}, then {@code <|assistant|>}. Thread-safe.
 */
public final class ChatTokenizer implements AutoCloseable {
  static final String PAD = "<|pad|>";
  static final String BOS = "<|bos|>";
  static final String END = "<|end|>";
  private static final List<String> ROLES = List.of("system", "user", "assistant");
  static final List<String> SPECIAL =
      List.of(PAD, BOS, END, "<|system|>", "<|user|>", "<|assistant|>");

  private final HuggingFaceTokenizer tokenizer;
  private final Map<String, Integer> special;

  private ChatTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.special =
        SPECIAL.stream().collect(Collectors.toUnmodifiableMap(token -> token, this::one));
  }

  /**
   * Reads {@code tokenizer.json} of a Hugging Face directory.
   *
   * @throws IllegalArgumentException where it lacks a token of the chat template
   */
  public static ChatTokenizer load(Path directory) {
    Path file = directory.resolve(TokenizerJson.FILE);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(directory + " holds no " + TokenizerJson.FILE);
    }
    try {
      return new ChatTokenizer(
          HuggingFaceTokenizer.newInstance(
              file,
              Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false")));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private int one(String token) {
    long[] ids = tokenizer.encode(token, false, false).getIds();
    if (ids.length != 1) {
      throw new IllegalArgumentException(
          "tokenizer.json has no token %s, which the chat template needs".formatted(token));
    }
    return (int) ids[0];
  }

  /**
   * The prompt after which the model answers.
   *
   * @throws IllegalArgumentException naming a role that is neither system, user nor assistant
   */
  public int[] prompt(List<ChatMessage> messages) {
    IntStream.Builder ids = IntStream.builder();
    ids.add(special.get(BOS));
    for (ChatMessage message : messages) {
      if (!ROLES.contains(message.role())) {
        throw new IllegalArgumentException(
            "Role '%s' is unknown: choose from %s".formatted(message.role(), ROLES));
      }
      ids.add(special.get("<|" + message.role() + "|>"));
      Arrays.stream(encode(message.content())).forEach(ids::add);
      ids.add(special.get(END));
    }
    ids.add(special.get("<|assistant|>"));
    return ids.build().toArray();
  }

  /** Token ids of plain text; what looks like a special token stays text. */
  public int[] encode(String text) {
    // A user who writes <|end|> must not end a turn.
    String plain = text.replace("<|", "< |");
    return Arrays.stream(tokenizer.encode(plain, false, false).getIds())
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

  public int bosId() {
    return special.get(BOS);
  }

  public int endId() {
    return special.get(END);
  }

  public int padId() {
    return special.get(PAD);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
