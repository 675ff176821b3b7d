package dev.medley.serving.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.schemas.Message;
import dev.medley.schemas.names.Lengths;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A request's JSON object; what is missing or of another type is refused by its field's name. */
public final class JsonBody {

  /** Of the request, with its bytes. */
  public static final String ATTRIBUTE = "medley.body";

  /** What a body's Content-Type must match, in lower case. */
  public static final String TYPE = "application/json\\s*(;.*)?";

  private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

  /**
   * What agents' clients send beside it is in no template: a name, an earlier answer's thoughts.
   */
  private static final Set<String> OF_A_MESSAGE =
      Set.of("role", "content", "name", "reasoning_content", "cache_control");

  /** Who else may read it again changes nothing. */
  private static final Set<String> OF_A_PART = Set.of("type", "text", "cache_control");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,100}");

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(64)
          .maxNumberLength(100)
          .maxNameLength(1_000)
          .maxTokenCount(100_000)
          .build();

  private static final String LIMITS =
      ("The body's JSON is over what is read: depth %d, %d characters of a number, %d of a name,"
              + " %d values and names")
          .formatted(
              CONSTRAINTS.getMaxNestingDepth(),
              CONSTRAINTS.getMaxNumberLength(),
              CONSTRAINTS.getMaxNameLength(),
              CONSTRAINTS.getMaxTokenCount());

  private static final ObjectMapper JSON =
      new ObjectMapper(JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build());

  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /** The body that the server has read, whole, before it asked the route. */
  public static JsonBody read(Context context) throws IOException {
    byte[] bytes = context.attribute(ATTRIBUTE);
    return parse(bytes == null ? new byte[0] : bytes);
  }

  public static ApiException tooLarge(int most) {
    return ApiException.of(
        413, "request_too_large", "The body is over " + most + " bytes: send less");
  }

  public static JsonBody parse(byte[] bytes) throws IOException {
    try (JsonParser parser = JSON.createParser(bytes)) {
      return parse(parser);
    }
  }

  private static JsonBody parse(JsonParser parser) throws IOException {
    try {
      JsonNode node = JSON.readTree(parser);
      if (node == null || !node.isObject()) {
        throw ApiException.of(400, "invalid_json", "The body is not a JSON object");
      }
      Halves.refuse(node);
      return new JsonBody(node);
    } catch (StreamConstraintsException e) {
      throw at(parser.currentLocation(), LIMITS);
    } catch (JsonProcessingException e) {
      // Jackson's message quotes the body.
      throw at(e.getLocation(), "The body is not JSON");
    }
  }

  private static ApiException at(JsonLocation place, String what) {
    return ApiException.of(
        400,
        "invalid_json",
        "%s, at line %d, column %d".formatted(what, place.getLineNr(), place.getColumnNr()));
  }

  /** A field's name as answers may hold it. */
  static String shown(String name) {
    return NAME.matcher(name).matches() ? name : "a field";
  }

  /** Names of all fields. */
  public Iterable<String> names() {
    return object::fieldNames;
  }

  /**
   * Refuses fields that nobody reads; null and what is empty ask for nothing.
   *
   * @param path of this object, such as {@code stream_options.}
   */
  public void refuseAllBut(Set<String> read, String path) {
    for (String name : names()) {
      JsonNode value = value(name);
      boolean empty = value.isNull() || (value.isContainerNode() && value.isEmpty());
      if (!empty && !read.contains(name)) {
        throw unsupported(path + name);
      }
    }
  }

  /** The refusal of a field that is not honoured. */
  public static ApiException unsupported(String field) {
    String name = shown(field);
    return ApiException.unsupported(name, name + " is not supported: leave it out");
  }

  /** An object within; an empty one where absent. */
  public JsonBody object(String field) {
    if (!has(field)) {
      return new JsonBody(JSON.createObjectNode());
    }
    if (!object.get(field).isObject()) {
      throw ApiException.invalid(field, field + " must be an object");
    }
    return new JsonBody(object.get(field));
  }

  /** Whatever it is; missing where absent. */
  public JsonNode value(String field) {
    return object.path(field);
  }

  public boolean has(String field) {
    return object.hasNonNull(field);
  }

  public String text(String field) {
    return optionalText(field)
        .orElseThrow(() -> ApiException.invalid(field, field + " is missing: give a string"));
  }

  public Optional<String> optionalText(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    if (!object.get(field).isTextual()) {
      throw ApiException.invalid(field, field + " must be a string");
    }
    return Optional.of(object.get(field).textValue());
  }

  /** A short string; empty where absent. */
  public String name(String field) {
    String name = optionalText(field).orElse("");
    if (name.length() > Lengths.USER) {
      throw ApiException.invalid(field, "%s is over %d characters".formatted(field, Lengths.USER));
    }
    return name;
  }

  public boolean flag(String field) {
    if (has(field) && !object.get(field).isBoolean()) {
      throw ApiException.invalid(field, field + " must be true or false");
    }
    return has(field) && object.get(field).booleanValue();
  }

  public double number(String field, double absent, double least, double most) {
    if (!has(field)) {
      return absent;
    }
    double value = object.get(field).isNumber() ? object.get(field).doubleValue() : Double.NaN;
    if (!(value >= least && value <= most)) {
      throw ApiException.invalid(
          field, "%s must be a number from %s to %s".formatted(field, least, most));
    }
    return value;
  }

  public long integer(String field, long absent, long least, long most) {
    if (!has(field)) {
      return absent;
    }
    JsonNode node = object.get(field);
    boolean fits = node.isIntegralNumber() && node.canConvertToLong();
    if (!fits || node.longValue() < least || node.longValue() > most) {
      throw ApiException.invalid(
          field, "%s must be a whole number from %d to %d".formatted(field, least, most));
    }
    return node.longValue();
  }

  /** A string or an array of a few, none empty; empty where absent. */
  public List<String> texts(String field, int most) {
    if (!has(field)) {
      return List.of();
    }
    JsonNode node = object.get(field);
    List<String> texts = new ArrayList<>();
    for (JsonNode each : node.isArray() ? node : List.of(node)) {
      if (!each.isTextual() || each.textValue().isEmpty() || texts.size() == most) {
        throw ApiException.invalid(
            field, "%s must be a string or up to %d, none empty".formatted(field, most));
      }
      texts.add(each.textValue());
    }
    return texts;
  }

  public List<Message> messages(String field) {
    JsonNode array = object.get(field);
    if (array == null || !array.isArray() || array.isEmpty()) {
      throw ApiException.invalid(field, field + " must be an array of at least one message");
    }
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      messages.add(message(array.get(i), "%s[%d]".formatted(field, i)));
    }
    return messages;
  }

  private static Message message(JsonNode node, String field) {
    JsonNode role = node.path("role");
    if (!role.isTextual() || !ROLES.contains(role.textValue())) {
      throw ApiException.invalid(
          field + ".role", field + ".role must be system, developer, user or assistant");
    }
    // OpenAI's newer name for the same.
    String name = role.textValue().equals("developer") ? "system" : role.textValue();
    new JsonBody(node).refuseAllBut(OF_A_MESSAGE, field + ".");
    return new Message(name, content(node.path("content"), field + ".content"));
  }

  /** A text, or parts that are texts. */
  private static String content(JsonNode content, String field) {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray() || content.isEmpty()) {
      throw ApiException.invalid(field, field + " must be a string, or an array of text parts");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
        throw ApiException.unsupported(field, field + " may only have parts of type text");
      }
      new JsonBody(part).refuseAllBut(OF_A_PART, field + ".");
      text.append(part.path("text").textValue());
    }
    return text.toString();
  }
}
