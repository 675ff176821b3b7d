package dev.medley.feedback.labels;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.feedback.Event;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Makes labels what their topics take: once, for operators pass bytes on faster than records. */
public final class LabelEncoder {
  private final FeedbackSettings settings;
  private final AvroSerializer<SpecificRecord> serializer;

  public LabelEncoder(FeedbackSettings settings) {
    this.settings = settings;
    this.serializer = new AvroSerializer<>(settings.cluster().registryClient());
  }

  public Label encode(Topic topic, Event edit, SpecificRecord label) {
    return new Label(
        edit.id.getBytes(UTF_8),
        serializer.serialize(settings.cluster().topic(topic), label),
        edit.traceParent);
  }
}
