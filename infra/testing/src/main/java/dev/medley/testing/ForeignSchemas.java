package dev.medley.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Schemas as other products register them beside Medley's, by the registry's own interface. */
public final class ForeignSchemas {
  private static final AtomicInteger SUBJECTS = new AtomicInteger();

  private ForeignSchemas() {}

  /** A record of a product whose serializer writes JSON Schema. */
  public static byte[] json(String registryUrl) throws IOException, InterruptedException {
    String schema = "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}}}";
    return record(registryUrl, "JSON", schema, "{\"id\":\"t-1\"}".getBytes(UTF_8));
  }

  /** A record of a product whose serializer writes Protobuf. */
  public static byte[] protobuf(String registryUrl) throws IOException, InterruptedException {
    String schema = "syntax = \"proto3\"; message T { string id = 1; }";
    return record(registryUrl, "PROTOBUF", schema, new byte[] {0, 10, 1, 't'});
  }

  /** A record under the id of a schema of a type, in the Confluent wire format. */
  public static byte[] record(String registryUrl, String type, String schema, byte[] body)
      throws IOException, InterruptedException {
    String subject = "foreign-" + SUBJECTS.incrementAndGet();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registryUrl + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(
                BodyPublishers.ofString(
                    "{\"schemaType\":\"%s\",\"schema\":\"%s\"}"
                        .formatted(type, schema.replace("\"", "\\\""))))
            .build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    Matcher id = Pattern.compile("\"id\":(\\d+)").matcher(answer.body());
    if (!id.find()) {
      throw new IOException("The registry takes no %s: %s".formatted(type, answer.body()));
    }
    return ByteBuffer.allocate(5 + body.length)
        .put((byte) 0)
        .putInt(Integer.parseInt(id.group(1)))
        .put(body)
        .array();
  }
}
