package dev.medley.feedback;

import dev.medley.feedback.events.Content;
import dev.medley.feedback.join.EditJoin;
import dev.medley.feedback.join.Matched;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.feedback.settings.Limits;
import dev.medley.feedback.settings.Tokens;
import dev.medley.kafka.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** The join on Flink's own operator; times are milliseconds. */
public final class JoinHarness {
  public static final long WINDOW = 600_000;
  public static final int MAX_REVISIONS = 3;

  private final KeyedTwoInputStreamOperatorTestHarness<String, Event, Event, Matched> harness;

  public JoinHarness(Duration settle) throws Exception {
    FeedbackSettings settings =
        new FeedbackSettings(
            new Cluster("", "", ""),
            Duration.ofMillis(WINDOW),
            settle,
            new Limits(1000, MAX_REVISIONS, 10),
            Tokens.WORDS);
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new EditJoin(settings)),
            event -> event.id,
            event -> event.id,
            Types.STRING);
    harness.open();
  }

  public void generation(String id, long time) throws Exception {
    generation(event(id, time));
  }

  public void generation(Event event) throws Exception {
    harness.processElement1(new StreamRecord<>(event, event.time));
  }

  public void edit(String id, int revision, String text, long time) throws Exception {
    edit(editOf(id, revision, text, time));
  }

  public void edit(Event event) throws Exception {
    harness.processElement2(new StreamRecord<>(event, event.time));
  }

  public void watermark(long time) throws Exception {
    harness.processBothWatermarks(new Watermark(time));
  }

  void clock(long time) throws Exception {
    harness.setProcessingTime(time);
  }

  public static Event editOf(String id, int revision, String text, long time) {
    Event edit = event(id, time);
    edit.revision = revision;
    edit.content = Content.hash("EDITED", text);
    return edit;
  }

  public static Event event(String id, long time) {
    Event event = new Event();
    event.topic = "edits";
    event.id = id;
    event.value = new byte[] {1};
    event.time = time;
    event.eventTime = time;
    event.user = "";
    return event;
  }

  public List<Matched> matched() {
    return harness.extractOutputValues();
  }

  public List<Integer> revisions() {
    return matched().stream().map(match -> match.edit.revision).toList();
  }

  public List<Reason> reasons() {
    ConcurrentLinkedQueue<StreamRecord<DeadLetter>> letters =
        harness.getSideOutput(DeadLetter.OUTPUT);
    return letters == null
        ? List.of()
        : letters.stream().map(letter -> letter.getValue().reason).toList();
  }

  public boolean isEmpty() {
    return harness.numKeyedStateEntries() == 0 && harness.numEventTimeTimers() == 0;
  }

  void close() throws Exception {
    harness.close();
  }
}
