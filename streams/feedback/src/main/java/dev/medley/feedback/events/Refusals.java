package dev.medley.feedback.events;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Event;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Parts what can't be used from what can. */
public final class Refusals extends ProcessFunction<Event, Event> {
  private static final long serialVersionUID = 1L;

  @Override
  public void processElement(Event event, Context context, Collector<Event> out) {
    if (event.refused == null) {
      out.collect(event);
    } else {
      context.output(DeadLetter.OUTPUT, event.refused);
    }
  }
}
