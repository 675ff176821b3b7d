package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.Topic;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Words;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Recomputes every label and every dead letter from the committed input alone, with no stream,
 * state or clock, and compares them with the committed output.
 */
final class Oracle {
  /** What is known of one generation id. */
  private static final class Conversation {
    private Event generation;
    private final Map<Integer, Event> revisions = new HashMap<>();

    private boolean hasLabel(int revision, long window) {
      Event edit = revisions.get(revision);
      return edit != null
          && (edit.inline
              || (generation != null
                  && generation.complete
                  && Math.abs(edit.time - generation.time) <= window));
    }
  }

  /** A dead letter that must be, or may be, there. */
  private record Expected(Reason reason, Reason other, boolean required) {}

  private final KafkaOptions kafka;
  private final FeedbackSettings settings;
  private final long window;
  private final Consumer<String> findings;
  private final Map<String, Conversation> conversations = new HashMap<>();
  private final Map<String, Expected> letters = new HashMap<>();
  private final AvroDeserializer<Generation> generations;
  private final AvroDeserializer<Edit> edits;
  private final EditMeter meter = new EditMeter(new Words());
  private long watermark = Long.MAX_VALUE;
  private long labels;

  Oracle(KafkaOptions kafka, FeedbackSettings settings, Consumer<String> findings) {
    this.kafka = kafka;
    this.settings = settings;
    this.window = settings.window().toMillis();
    this.findings = findings;
    this.generations = new AvroDeserializer<>(kafka.registryClient(), Generation.class);
    this.edits = new AvroDeserializer<>(kafka.registryClient(), Edit.class);
  }

  long labels() {
    return labels;
  }

  int letters() {
    return letters.size();
  }

  void check() {
    readInput(Topic.GENERATIONS, new GenerationReader(settings));
    readInput(Topic.EDITS, new EditReader(settings));
    judgeEdits();
    checkLabels(Topic.COST, Cost.class, (known, record) -> record.equals(known.cost()));
    checkLabels(
        Topic.SUPERVISION,
        Supervision.class,
        (known, record) -> known.supervision().filter(record::equals).isPresent());
    checkLabels(
        Topic.PREFERENCE,
        Preference.class,
        (known, record) -> known.preference().filter(record::equals).isPresent());
    checkLetters();
  }

  private void readInput(Topic topic, EventReader<?> reader) {
    reader.open(null);
    Map<Integer, Long> newest = new HashMap<>();
    Log.read(
        kafka,
        topic,
        record -> {
          Event event = reader.read(record);
          if (event.refused != null) {
            expect(record, event.refused.reason, null, true);
            return;
          }
          newest.merge(record.partition(), event.eventTime, Math::max);
          Conversation known = conversations.computeIfAbsent(event.id, id -> new Conversation());
          Event before =
              topic == Topic.GENERATIONS ? known.generation : known.revisions.get(event.revision);
          if (before != null) {
            if (before.content != event.content) {
              expect(record, Reason.CONFLICT, null, true);
            }
          } else if (topic == Topic.GENERATIONS) {
            known.generation = event;
          } else {
            known.revisions.put(event.revision, event);
          }
        });
    watermark = Math.min(watermark, newest.values().stream().min(Long::compare).orElse(0L));
  }

  private void expect(ConsumerRecord<?, ?> at, Reason reason, Reason other, boolean required) {
    letters.put(
        place(at.topic(), at.partition(), at.offset()), new Expected(reason, other, required));
  }

  private static String place(String topic, Object partition, Object offset) {
    return topic + "-" + partition + "@" + offset;
  }

  private void judgeEdits() {
    for (Conversation known : conversations.values()) {
      for (Event edit : known.revisions.values()) {
        if (edit.inline) {
          continue;
        }
        String place = place(edit.topic, edit.partition, edit.offset);
        if (known.generation == null) {
          boolean over = edit.time + 2 * window + 1 < watermark - 1;
          letters.put(place, new Expected(Reason.NO_GENERATION, null, over));
        } else if (Math.abs(edit.time - known.generation.time) > window) {
          letters.put(place, new Expected(Reason.LATE, Reason.NO_GENERATION, true));
        }
      }
    }
  }

  private <T extends SpecificRecord> void checkLabels(
      Topic topic, Class<T> type, BiFunction<Labels, T, Boolean> equal) {
    AvroDeserializer<T> deserializer = new AvroDeserializer<>(kafka.registryClient(), type);
    Set<String> seen = new HashSet<>();
    Log.read(
        kafka,
        topic,
        record -> {
          T label = deserializer.deserialize(record.topic(), record.value());
          String id = (String) label.get(0);
          int revision = (Integer) label.get(1);
          String identity = id + "/" + revision;
          Conversation known = conversations.get(id);
          if (!seen.add(identity)) {
            findings.accept("doubled: " + topic + " " + identity);
          } else if (known == null || !known.hasLabel(revision, window)) {
            findings.accept("invented: " + topic + " " + identity);
          } else if (!equal.apply(labelsOf(known, revision), label)) {
            findings.accept("different: " + topic + " " + identity);
          }
        });
    labels += seen.size();
    conversations.forEach(
        (id, known) -> {
          int last =
              known.revisions.keySet().stream()
                  .filter(revision -> known.hasLabel(revision, window))
                  .max(Integer::compare)
                  .orElse(-1);
          if (last >= 0
              && !seen.contains(id + "/" + last)
              && isMade(topic, labelsOf(known, last))) {
            findings.accept("missing: " + topic + " " + id + "/" + last);
          }
        });
  }

  private static boolean isMade(Topic topic, Labels labels) {
    return topic == Topic.COST
        || (topic == Topic.SUPERVISION && labels.supervision().isPresent())
        || (topic == Topic.PREFERENCE && labels.preference().isPresent());
  }

  private Labels labelsOf(Conversation known, int revision) {
    Event event = known.revisions.get(revision);
    Edit edit = edits.deserialize(event.topic, event.value);
    Generation generation =
        event.inline
            ? InlineGeneration.of(edit)
            : generations.deserialize(known.generation.topic, known.generation.value);
    Labels made = Labels.of(generation, edit, meter);
    if (made.cost().getEdited() != null) {
      double plain = plainCost(made.cost().getResponse(), made.cost().getEdited());
      if (plain != made.cost().getCost()) {
        findings.accept("cost of %s is %s: need %s".formatted(event.id, made.cost(), plain));
      }
    }
    return made;
  }

  private static double plainCost(String response, String edited) {
    List<String> from = Words.of(response);
    List<String> to = Words.of(edited);
    int[][] cost = new int[from.size() + 1][to.size() + 1];
    for (int i = 0; i <= from.size(); i++) {
      for (int j = 0; j <= to.size(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
        } else {
          int kept = cost[i - 1][j - 1] + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
          cost[i][j] = Math.min(kept, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        }
      }
    }
    return (double) cost[from.size()][to.size()] / Math.max(1, from.size());
  }

  private void checkLetters() {
    Set<String> seen = new HashSet<>();
    for (Topic topic : List.of(Topic.GENERATIONS_DEAD_LETTERS, Topic.EDITS_DEAD_LETTERS)) {
      Log.read(
          kafka,
          topic,
          letter -> {
            String place =
                place(
                    header(letter, "topic"), header(letter, "partition"), header(letter, "offset"));
            Expected expected = letters.get(place);
            Reason reason = Reason.valueOf(text(letter, DeadLetterWriter.REASON));
            if (!seen.add(place)) {
              findings.accept("doubled dead letter: " + place);
            } else if (expected == null) {
              findings.accept("invented dead letter: " + place + " " + reason);
            } else if (reason != expected.reason && reason != expected.other) {
              findings.accept("different reason: " + place + " " + reason + ", " + expected);
            }
          });
    }
    letters.forEach(
        (place, expected) -> {
          if (expected.required && !seen.contains(place)) {
            findings.accept("missing dead letter: " + place + " " + expected);
          }
        });
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return text(letter, "__connect.errors." + name);
  }

  private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
    return new String(letter.headers().lastHeader(header).value(), UTF_8);
  }
}
