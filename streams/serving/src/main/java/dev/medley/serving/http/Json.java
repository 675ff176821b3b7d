package dev.medley.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;

/** Answers in OpenAI's form. */
public final class Json {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  public static void answer(Context context, int status, ObjectNode body) {
    try {
      context.status(status).contentType("application/json").result(JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer can't be written as JSON", e);
    }
  }

  public static ObjectNode error(int status, String code, String field, String message) {
    ObjectNode body = object();
    body.putObject("error")
        .put("message", message)
        .put("type", ApiException.type(status))
        .put("param", field)
        .put("code", code);
    return body;
  }
}
