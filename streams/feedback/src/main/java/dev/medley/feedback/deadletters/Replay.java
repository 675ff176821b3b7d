package dev.medley.feedback.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.feedback.Reason;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One topic's dead letters of one reason, read to their present end. What was sent and which
 * letters are done with are one transaction, so that a run that is killed sends nothing twice; a
 * letter that is still broken is found again by the next run.
 */
final class Replay {
  /** What became of the letters that no earlier run was done with. */
  record Counts(long letters, long mended, long broken, long tooOld) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    private Counts plus(Judge.Verdict verdict) {
      return switch (verdict) {
        case MENDED -> new Counts(letters + 1, mended + 1, broken, tooOld);
        case BROKEN -> new Counts(letters + 1, mended, broken + 1, tooOld);
        case TOO_OLD -> new Counts(letters + 1, mended, broken, tooOld + 1);
      };
    }
  }

  /** Looks on before each transaction. */
  interface Watcher {
    /**
     * Whether to go on.
     *
     * @param left records of the dead-letter topic that are not read yet
     */
    boolean goesOn(Counts counts, long left);
  }

  private static final String REPLAYED_FROM = "medley.replayed-from";

  /** Who reads the topic waits for a transaction's end. */
  private static final Duration TRANSACTION = Duration.ofSeconds(1);

  private final Cluster kafka;
  private final String topic;
  private final Reason reason;
  private final Judge judge;
  private final String id;
  private final ReplayMemory memory;

  Replay(
      Cluster kafka, FeedbackSettings settings, Topic topic, Reason reason, InstantSource clock) {
    this.kafka = kafka;
    this.topic = kafka.topic(topic);
    this.reason = reason;
    this.judge = new Judge(settings, topic, clock);
    this.id = "%sfeedback-replay-%s-%s".formatted(kafka.prefix(), topic.name(""), reason.name());
    this.memory = new ReplayMemory(id);
  }

  /** Tells what {@link #run} would do, and does nothing. */
  Counts dryRun(Watcher watcher) {
    return run(watcher, ReplayOutput.dry(memory));
  }

  /** Sends what is mended. */
  Counts run(Watcher watcher) {
    return run(watcher, ReplayOutput.transactional(kafka, id, memory));
  }

  private Counts run(Watcher watcher, ReplayOutput output) {
    Counts counts = Counts.NONE;
    try (output;
        ReplayInput input = new ReplayInput(kafka, topic + DeadLetterWriter.SUFFIX, memory)) {
      while (input.left() > 0 && watcher.goesOn(counts, input.left())) {
        output.begin();
        long until = System.nanoTime() + TRANSACTION.toNanos();
        while (input.left() > 0 && System.nanoTime() < until) {
          for (ConsumerRecord<byte[], byte[]> letter : input.poll()) {
            if (input.isDone(letter) || !isOfTheReason(letter)) {
              input.read(letter, true);
              continue;
            }
            ProducerRecord<byte[], byte[]> again = again(letter);
            Judge.Verdict verdict = judge.of(letter, again);
            counts = counts.plus(verdict);
            if (verdict == Judge.Verdict.MENDED) {
              output.send(again);
            }
            input.read(letter, verdict != Judge.Verdict.BROKEN);
          }
        }
        output.commit(input);
      }
    }
    return counts;
  }

  private boolean isOfTheReason(ConsumerRecord<byte[], byte[]> letter) {
    Header header = letter.headers().lastHeader(DeadLetterWriter.REASON);
    return header != null && new String(header.value(), UTF_8).equals(reason.name());
  }

  private ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> letter) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, letter.key(), letter.value());
    String from = "%s-%d@%d".formatted(letter.topic(), letter.partition(), letter.offset());
    record.headers().add(REPLAYED_FROM, from.getBytes(UTF_8));
    return record;
  }
}
