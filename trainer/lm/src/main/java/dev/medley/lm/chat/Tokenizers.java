package dev.medley.lm.chat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/** Hugging Face's tokenizers out of a tree of JSON, and trees for a part of what one does. */
final class Tokenizers {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A noncharacter, behind which a vocabulary's names are hidden. */
  private static final String NOBODY = Character.toString(0x10FFFF);

  private Tokenizers() {}

  static HuggingFaceTokenizer load(ObjectNode root) {
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(JSON.writeValueAsBytes(root)),
          Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a tokenizer", e);
    }
  }

  /** The whole of it, but for what is done around a text, which templates do themselves. */
  static ObjectNode whole(ObjectNode root) {
    ObjectNode whole = JSON.createObjectNode().setAll(root);
    whole.putNull("post_processor");
    whole.putNull("truncation");
    whole.putNull("padding");
    return whole;
  }

  /**
   * The pre-tokenizer and the model, for text that is normalized, in which nothing is an added
   * token; also where the vocabulary has some of their names, which are hidden in the tree.
   *
   * @param first whether the text stands at the beginning
   */
  static ObjectNode model(ObjectNode root, Set<String> names, boolean first) {
    ObjectNode model = whole(root);
    model.putArray("added_tokens");
    model.putNull("normalizer");
    if (!first) {
      JsonNode middle = root.path("pre_tokenizer").deepCopy();
      inTheMiddle(middle);
      model.set("pre_tokenizer", middle);
    }
    hide((ObjectNode) model.path("model"), names);
    return model;
  }

  /** Whether a text's beginning is another than its middle. */
  static boolean knowsBeginning(ObjectNode root) {
    return inTheMiddle(root.path("pre_tokenizer").deepCopy());
  }

  private static boolean inTheMiddle(JsonNode preTokenizer) {
    boolean changed = false;
    if (preTokenizer.path("prepend_scheme").asText().equals("first")) {
      ((ObjectNode) preTokenizer).put("prepend_scheme", "never");
      ((ObjectNode) preTokenizer).remove("add_prefix_space");
      changed = true;
    }
    for (var part : preTokenizer.path("pretokenizers")) {
      changed |= inTheMiddle(part);
    }
    return changed;
  }

  private static void hide(ObjectNode model, Set<String> names) {
    if (model.path("vocab") instanceof ObjectNode vocabulary) {
      for (String name : names) {
        if (vocabulary.has(name)) {
          vocabulary.set(hidden(name), vocabulary.remove(name));
        }
      }
    } else if (model.path("vocab") instanceof ArrayNode pieces) {
      for (var piece : pieces) {
        if (names.contains(piece.path(0).asText())) {
          ((ArrayNode) piece).set(0, hidden(piece.path(0).asText()));
        }
      }
    }
    if (names.contains(model.path("unk_token").asText())) {
      model.put("unk_token", hidden(model.path("unk_token").asText()));
    }
    if (model.path("merges") instanceof ArrayNode merges) {
      for (int i = merges.size() - 1; i >= 0; i--) {
        if (concerns(merges.path(i), names)) {
          merges.remove(i);
        }
      }
    }
  }

  private static boolean concerns(JsonNode merge, Set<String> names) {
    String[] both =
        merge.isTextual()
            ? merge.asText().split(" ", 2)
            : new String[] {merge.path(0).asText(), merge.path(1).asText()};
    return both.length == 2
        && (names.contains(both[0])
            || names.contains(both[1])
            || names.contains(both[0] + both[1]));
  }

  private static String hidden(String name) {
    return NOBODY + name;
  }

  /** A text in which nobody has written a hidden name. */
  static String unhidden(String text, Set<String> names) {
    String unhidden = text;
    for (String name : text.contains(NOBODY) ? names : Set.<String>of()) {
      unhidden = unhidden.replace(hidden(name), "\uFFFD" + name);
    }
    return unhidden;
  }
}
