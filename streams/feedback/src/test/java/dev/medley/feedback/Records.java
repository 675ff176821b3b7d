package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What stands in a topic. */
public final class Records {
  private Records() {}

  /** Every committed record of a topic. */
  public static List<ConsumerRecord<byte[], byte[]>> read(Cluster kafka, Topic topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Log.read(kafka, topic, records::add);
    return records;
  }

  public static List<String> keys(Cluster kafka, Topic topic) {
    return read(kafka, topic).stream().map(Records::key).toList();
  }

  static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
