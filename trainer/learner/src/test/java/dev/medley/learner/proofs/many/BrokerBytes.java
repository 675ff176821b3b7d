package dev.medley.learner.proofs.many;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Bytes that the broker in this JVM sent to its clients so far. */
final class BrokerBytes {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  private BrokerBytes() {}

  /** All that went through its sockets, what frames and describes records among it. */
  static long sent() {
    double sum = 0;
    try {
      for (ObjectName bean :
          BEANS.queryNames(
              new ObjectName(
                  "kafka.server:type=socket-server-metrics,listener=PLAINTEXT,networkProcessor=*"),
              null)) {
        sum += ((Number) BEANS.getAttribute(bean, "outgoing-byte-total")).doubleValue();
      }
    } catch (JMException e) {
      throw new IllegalStateException("The broker's bytes can't be read", e);
    }
    return (long) sum;
  }

  /** Records that were fetched, by topic. */
  static Map<String, Long> fetched() {
    Map<String, Long> bytes = new TreeMap<>();
    try {
      for (ObjectName bean :
          BEANS.queryNames(
              new ObjectName("kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec,topic=*"),
              null)) {
        bytes.put(
            bean.getKeyProperty("topic"), ((Number) BEANS.getAttribute(bean, "Count")).longValue());
      }
    } catch (JMException e) {
      throw new IllegalStateException("The broker's bytes can't be read", e);
    }
    return bytes;
  }
}
