package dev.medley.feedback;

import dev.medley.kafka.Cluster;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends traffic at a rate, and holds it back where a disturbance has yet to come. */
final class Feeder {
  private final Cluster kafka;
  private final Traffic traffic;
  private final long events;
  private final long rate;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong allowed = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::feed, "feeder");

  Feeder(Cluster kafka, Traffic traffic, long events, long rate) {
    this.kafka = kafka;
    this.traffic = traffic;
    this.events = events;
    this.rate = rate;
  }

  void start() {
    thread.start();
  }

  long sent() {
    return sent.get();
  }

  /** Lets so many records go in all. */
  void allow(long records) {
    allowed.set(records);
  }

  /** Until so many records have gone. */
  void await(long records) throws Exception {
    while (sent.get() < records) {
      failIfFailed();
      Thread.sleep(20);
    }
  }

  void join() throws Exception {
    thread.join();
    failIfFailed();
  }

  private void failIfFailed() throws Exception {
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  // Where a send fails, its callback tells.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void feed() {
    Map<String, Object> properties = kafka.producer();
    // A broker that was killed may be long in coming back.
    properties.put("delivery.timeout.ms", "1200000");
    properties.put("max.block.ms", "1200000");
    properties.put("linger.ms", "20");
    long start = System.nanoTime();
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      while (sent.get() < events && failure.get() == null) {
        producer.send(
            traffic.next(),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
        long due = start + sent.incrementAndGet() * 1_000_000_000 / rate;
        if (sent.get() % 100 == 0 && due > System.nanoTime()) {
          Thread.sleep((due - System.nanoTime()) / 1_000_000);
        }
        while (sent.get() > allowed.get()) {
          Thread.sleep(20);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }
}
