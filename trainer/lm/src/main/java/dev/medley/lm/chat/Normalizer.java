package dev.medley.lm.chat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lm.jinja.values.Text;
import java.nio.charset.StandardCharsets;

/**
 * A tokenizer's normalizer by itself, as the library has it: a tokenizer with the same normalizer
 * whose tokens are bytes, so that its ids are the normalized text, and know where they come from.
 */
final class Normalizer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A normalized text.
   *
   * @param from the place in the original where each character begins, and behind it the end
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Normal(Text text, int[] from) {}

  private final HuggingFaceTokenizer bytes;
  private final byte[] values = new byte[256];

  /**
   * One that changes nothing where there is no normalizer.
   *
   * @param root the tokenizer.json
   */
  Normalizer(JsonNode root) {
    JsonNode normalizer = root.path("normalizer");
    this.bytes = normalizer.isObject() ? Tokenizers.load(spelling(normalizer)) : null;
  }

  private ObjectNode spelling(JsonNode normalizer) {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putArray("added_tokens");
    root.set("normalizer", normalizer);
    root.putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putArray("merges");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int value = 0; value < 256; value++) {
      vocabulary.put(ByteLetters.letter(value), value);
      values[value] = (byte) value;
    }
    return root;
  }

  Normal apply(Text original) {
    if (bytes == null) {
      int[] from = new int[original.length() + 1];
      java.util.Arrays.setAll(from, i -> i);
      return new Normal(original, from);
    }
    Encoding encoding = bytes.encode(original.toString(), false, false);
    long[] ids = encoding.getIds();
    CharSpan[] spans = encoding.getCharTokenSpans();
    byte[] spelled = new byte[ids.length];
    for (int i = 0; i < ids.length; i++) {
      spelled[i] = values[(int) ids[i]];
    }
    String text = new String(spelled, StandardCharsets.UTF_8);
    int[] from = new int[text.codePointCount(0, text.length()) + 1];
    Text.Builder marked = new Text.Builder();
    int at = 0;
    for (int i = 0, character = 0; i < spelled.length; i++) {
      if ((spelled[i] & 0xC0) != 0x80) {
        int place = Math.min(spans[i].getStart(), original.length() - 1);
        int point = text.codePointAt(at);
        marked.add(Character.toString(point), original, place);
        from[character++] = place;
        at += Character.charCount(point);
      }
    }
    from[from.length - 1] = original.length();
    return new Normal(marked.build(), from);
  }

  @Override
  public void close() {
    if (bytes != null) {
      bytes.close();
    }
  }
}
