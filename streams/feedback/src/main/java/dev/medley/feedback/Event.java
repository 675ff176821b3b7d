package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A generation or an edit that was found usable, still as the bytes it came in, with what the join
 * asks of it; a Flink POJO.
 */
public class Event {
  /** The revision of an edit whose sender does not count. */
  public static final int UNNUMBERED = -1;

  public String topic;
  public int partition;
  public long offset;

  /** Generation id; its UTF-8 bytes are the record's key. */
  public String id;

  public byte[] value;

  /** The event's own time, in milliseconds. */
  public long time;

  /** The earlier of its own time and Kafka's, in milliseconds: what watermarks are made of. */
  public long eventTime;

  /** Hash of what two deliveries of the same event have in common. */
  public long content;

  /** Empty where unknown. */
  public String user;

  /** Of an edit; {@link #UNNUMBERED} until the join numbers one that came without. */
  public int revision;

  /** Whether it can be labelled by itself: an edit that carries its generation inline. */
  public boolean inline;

  /** Of an edit: its record's W3C trace context; null where it has none. */
  public String traceParent;

  /** Why it can't be used; null where it can. */
  public DeadLetter refused;

  public Event() {}

  /** The same edit as another revision. */
  Event as(int number) {
    Event event = new Event();
    event.topic = topic;
    event.partition = partition;
    event.offset = offset;
    event.id = id;
    event.value = value;
    event.time = time;
    event.eventTime = eventTime;
    event.content = content;
    event.user = user;
    event.revision = number;
    event.inline = inline;
    event.traceParent = traceParent;
    return event;
  }

  public DeadLetter dead(Reason reason, String message) {
    return new DeadLetter(topic, partition, offset, id.getBytes(UTF_8), value, reason, message);
  }
}
