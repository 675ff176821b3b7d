package dev.medley.learner.feed;

import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether something waits for a service that is away: logged as it begins and as it ends. */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final String waiting;
  private boolean lasts;

  /** Of what waits and what for, such as "Labels wait for the broker". */
  Outage(String waiting) {
    this.waiting = waiting;
  }

  void begin(RetriableException e) {
    if (!lasts) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log(waiting);
    }
    lasts = true;
  }

  void end() {
    if (lasts) {
      LOG.info("{}: no longer", waiting);
    }
    lasts = false;
  }
}
