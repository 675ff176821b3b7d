package dev.medley.feedback.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Reason;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeadLetterWriterTest {
  private final DeadLetterWriter writer = new DeadLetterWriter(List.of("edits.dead-letters"));

  @ParameterizedTest
  @CsvSource({"20, 20,", "23, 23, 24117251", "2, 60,", "1, 65, 68157443"})
  void shouldLeaveOutOnlyWhatTheTopicDoesNotTake(int random, int all, String leftOut) {
    // Given
    byte[] value = new byte[all << 20];
    byte[] incompressible = new byte[random << 20];
    new Random(1).nextBytes(incompressible);
    System.arraycopy(incompressible, 0, value, 0, incompressible.length);
    DeadLetter letter =
        new DeadLetter("edits", 1, 7, "key".getBytes(UTF_8), value, Reason.TOO_LONG, "long");

    // When
    ProducerRecord<byte[], byte[]> record = writer.serialize(letter, null, null);

    // Then
    assertThat(record.value() == null).isEqualTo(leftOut != null);
    assertThat(record.key()).asString(UTF_8).isEqualTo("key");
    Header header = record.headers().lastHeader(DeadLetterWriter.LEFT_OUT);
    assertThat(header == null ? null : new String(header.value(), UTF_8)).isEqualTo(leftOut);
    assertThat(record.headers().lastHeader("__connect.errors.offset").value())
        .asString(UTF_8)
        .isEqualTo("7");
  }
}
