package dev.medley.lm.chat;

import dev.medley.lm.jinja.values.Text;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages and options as a chat template sees them. Whatever a client sends is marked as a user's,
 * but for a message's role, which a template writes into the marks of turns.
 */
final class ChatValues {
  private static final List<String> REASONING =
      List.of("reasoning_content", "thinking", "reasoning");

  private ChatValues() {}

  /** Messages as transformers hands them over: keys without a value are none. */
  static List<Object> messages(List<? extends Map<String, ?>> messages) {
    List<Object> values = new ArrayList<>();
    for (Map<String, ?> message : messages) {
      Map<Object, Object> fields = new LinkedHashMap<>();
      Object reasoning =
          REASONING.stream().map(message::get).filter(r -> r != null).findFirst().orElse(null);
      if (reasoning != null) {
        fields.put(Text.of("thinking"), marked(reasoning));
      }
      message.forEach(
          (key, value) -> {
            if (value != null) {
              fields.put(Text.of(key), key.equals("role") ? plain(value) : marked(value));
            }
          });
      if (reasoning != null) {
        fields.put(Text.of("reasoning_content"), marked(reasoning));
      }
      values.add(fields);
    }
    return values;
  }

  /** A value of JSON that a client sent. */
  static Object marked(Object json) {
    return of(json, true);
  }

  /** A value of JSON that whoever runs the model set. */
  static Object plain(Object json) {
    return of(json, false);
  }

  private static Object of(Object json, boolean marked) {
    if (json instanceof String text) {
      return marked ? Text.marked(text) : Text.of(text);
    } else if (json instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(of(item, marked)));
      return items;
    } else if (json instanceof Map<?, ?> map) {
      Map<Object, Object> values = new LinkedHashMap<>();
      map.forEach((key, value) -> values.put(of(key.toString(), marked), of(value, marked)));
      return values;
    } else if (json instanceof Integer || json instanceof Long) {
      return ((Number) json).longValue();
    } else if (json instanceof BigInteger) {
      throw new RefusedChatException("A number passes 64 bits");
    }
    return json instanceof Number number ? (Object) number.doubleValue() : json;
  }
}
