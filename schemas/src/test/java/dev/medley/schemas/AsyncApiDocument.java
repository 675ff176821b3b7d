package dev.medley.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** What other systems may read and write, as an AsyncAPI 3.0 document with Kafka bindings. */
final class AsyncApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AVRO = "application/vnd.apache.avro+json;version=1.9.0";
  private static final String BINDING = "0.5.0";

  private final ObjectNode document = JSON.createObjectNode();
  private final ObjectNode channels;
  private final ObjectNode operations;
  private final ObjectNode messages;

  private AsyncApiDocument() throws JsonProcessingException {
    document.put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "Medley")
        .put("version", "1.0.0")
        .put(
            "description", "Edits in, labels and checkpoints out. Made from schemas/src/main/avro.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
    document.put("defaultContentType", "application/vnd.apache.avro");
    channels = document.putObject("channels");
    operations = document.putObject("operations");
    messages = document.putObject("components").putObject("messages");
    for (Topic topic : Topic.all()) {
      add(topic);
    }
  }

  /** The document, indented. */
  static String json() throws JsonProcessingException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new AsyncApiDocument().document)
        + "\n";
  }

  private void add(Topic topic) throws JsonProcessingException {
    String name = topic.name("");
    Optional<Schema> schema = topic.valueType().map(type -> SpecificData.get().getSchema(type));
    String message = schema.map(Schema::getName).orElse("DeadLetter");
    ObjectNode channel = channels.putObject(name).put("address", name);
    channel.put(
        "description",
        schema
            .map(Schema::getDoc)
            .orElse(
                "Original key and bytes of a record that can't be used, and headers that say"
                    + " why."));
    reference(channel.putObject("messages").putObject(message), "components/messages/" + message);
    ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
    kafka.put("topic", name).put("bindingVersion", BINDING);
    ObjectNode configuration = kafka.putObject("topicConfiguration");
    configuration.putArray("cleanup.policy").add(topic.cleanup().name().toLowerCase(Locale.ROOT));
    configuration.put("max.message.bytes", topic.maxMessageBytes());
    boolean fromProducts = topic == Topic.GENERATIONS || topic == Topic.EDITS;
    ObjectNode operation = operations.putObject((fromProducts ? "receive-" : "send-") + name);
    operation.put("action", fromProducts ? "receive" : "send");
    reference(operation.putObject("channel"), "channels/" + name);
    messages.putIfAbsent(message, message(topic, schema));
  }

  private static ObjectNode message(Topic topic, Optional<Schema> schema)
      throws JsonProcessingException {
    ObjectNode message = JSON.createObjectNode();
    ObjectNode kafka = message.putObject("bindings").putObject("kafka");
    kafka.putObject("key").put("type", "string").put("description", topic.key());
    kafka.put("bindingVersion", BINDING);
    if (schema.isEmpty()) {
      return message.put("contentType", "application/octet-stream");
    }
    kafka.put("schemaIdLocation", "payload").put("schemaIdPayloadEncoding", "confluent");
    ObjectNode payload = message.putObject("payload").put("schemaFormat", AVRO);
    payload.set("schema", JSON.readTree(schema.get().toString()));
    return message;
  }

  private static void reference(ObjectNode node, String path) {
    node.put("$ref", "#/" + path);
  }
}
