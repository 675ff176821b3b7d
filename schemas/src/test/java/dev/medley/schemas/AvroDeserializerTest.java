package dev.medley.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.standalone.SchemaRegistry;
import dev.medley.testing.Platform;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Good and hostile bytes against a real registry. */
final class AvroDeserializerTest {
  @TempDir static Path folder;
  private static SchemaRegistry registry;
  private static SchemaRegistryClient client;

  @BeforeAll
  static void start() {
    registry = SchemaRegistry.start(Platform.apicurio(), folder, 0);
    client = new CachedSchemaRegistryClient(registry.url(), 100);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void shouldReadBackWhatItWrote() {
    // Given
    Edit edit = edit();
    byte[] bytes = new AvroSerializer<Edit>(client).serialize("test.edits", edit);

    // When
    Edit read = new AvroDeserializer<>(client, Edit.class).deserialize("", bytes);

    // Then
    assertThat(read).isEqualTo(edit);
    assertThat(bytes[0]).isZero();
  }

  @Test
  void shouldNameAnUnknownSchemaId() {
    // Given
    byte[] bytes = {0, 0, 1, (byte) 0x86, (byte) 0x9f, 2, 2};

    // When
    assertThatThrownBy(() -> deserialize(bytes))

        // Then
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("99999");
  }

  @Test
  void shouldRefuseBytesOfAnotherFormatWithoutQuotingThem() {
    // When
    assertThatThrownBy(() -> deserialize("my secret".getBytes(StandardCharsets.UTF_8)))

        // Then
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("9 bytes")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldRefuseARecordThatEndsEarlyWithoutQuotingIt() {
    // Given
    byte[] whole = new AvroSerializer<Edit>(client).serialize("test.edits", edit());

    // When
    assertThatThrownBy(() -> deserialize(Arrays.copyOf(whole, 12)))

        // Then
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Edit")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldRefuseALengthThatTheBytesDoNotHold() throws Exception {
    // Given
    AvroSchema schema = new AvroSchema(Edit.getClassSchema());
    byte[] bytes = under(schema, encoder -> encoder.writeLong(Integer.MAX_VALUE - 100));

    // When
    assertThatThrownBy(() -> deserialize(bytes))

        // Then
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Edit");
  }

  @Test
  void shouldRefuseARecordThatNestsWithoutEnd() throws Exception {
    // Given
    Schema chain =
        SchemaBuilder.record("Chain")
            .fields()
            .name("next")
            .type()
            .optional()
            .type("Chain")
            .endRecord();
    Schema edit =
        SchemaBuilder.record("Edit")
            .namespace("dev.medley.schemas")
            .fields()
            .name("chain")
            .type(chain)
            .noDefault()
            .endRecord();
    byte[] bytes =
        under(
            new AvroSchema(edit),
            encoder -> {
              for (int i = 0; i < 1_000_000; i++) {
                encoder.writeIndex(1);
              }
            });

    // When
    assertThatThrownBy(() -> deserialize(bytes))

        // Then
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Edit");
  }

  @Test
  void shouldSayThatTheRegistryRefusesASchemaThatDoesNotGoWithEarlierOnes() throws Exception {
    // Given
    client.register("taken-value", new AvroSchema(Sampling.getClassSchema()));

    // When
    assertThatThrownBy(() -> new AvroSerializer<Edit>(client).serialize("taken", edit()))

        // Then
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("refused dev.medley.schemas.Edit for taken");
  }

  static List<SpecificRecord> recordsOfUnknownSymbols() {
    Generation generation =
        Generation.newBuilder()
            .setId("g")
            .setTask("email")
            .setMessages(List.of())
            .setResponse("y")
            .setMember("base")
            .setPropensity(1)
            .setCheckpoint(0)
            .setSampling(new Sampling(0.0, 1.0, 0, 0L))
            .setFinishReason(FinishReason.UNKNOWN)
            .setPromptTokens(1)
            .setResponseTokens(1)
            .setCreatedAt(Instant.EPOCH)
            .build();
    Edit edit = edit();
    edit.setAction(EditAction.UNKNOWN);
    Control control =
        Control.newBuilder()
            .setTask("email")
            .setMode(ServingMode.UNKNOWN)
            .setChangedAt(Instant.EPOCH)
            .build();
    return List.of(generation, edit, control);
  }

  @ParameterizedTest
  @MethodSource("recordsOfUnknownSymbols")
  void shouldReadANewerWritersSymbolAsUnknown(SpecificRecord unknown) throws Exception {
    // Given
    String newer =
        unknown.getSchema().toString().replace("UNKNOWN\"],\"default\":\"UNKNOWN\"", "NEWER\"]");
    byte[] bytes =
        under(
            new AvroSchema(newer),
            encoder -> new SpecificDatumWriter<>(unknown.getSchema()).write(unknown, encoder));

    // When
    SpecificRecord read =
        new AvroDeserializer<>(client, unknown.getClass()).deserialize("t", bytes);

    // Then
    assertThat(newer).contains("NEWER").doesNotContain("UNKNOWN\"");
    assertThat(read).isEqualTo(unknown);
  }

  private interface Body {
    void write(BinaryEncoder encoder) throws Exception;
  }

  private static byte[] under(AvroSchema schema, Body body) throws Exception {
    int id = client.register("hostile-" + schema.hashCode(), schema);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    body.write(encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static Edit deserialize(byte[] bytes) {
    return new AvroDeserializer<>(client, Edit.class).deserialize("t", bytes);
  }

  private static Edit edit() {
    return Edit.newBuilder()
        .setGenerationId("gen-1")
        .setAction(EditAction.EDITED)
        .setText("a secret text")
        .setEditedAt(Instant.ofEpochMilli(1_700_000_000_123L))
        .build();
  }
}
