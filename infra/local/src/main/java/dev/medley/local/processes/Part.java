package dev.medley.local.processes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One process of the system.
 *
 * @param name as it is shown
 * @param launch starts the process
 * @param log file of what it writes
 * @param ready whether it does its work now
 * @param readyWithin longest start
 * @param stopWithin longest orderly stop; then it is killed
 */
record Part(
    String name,
    Launch launch,
    Path log,
    BooleanSupplier ready,
    Duration readyWithin,
    Duration stopWithin) {

  /** Starts a process. */
  interface Launch {
    Process start() throws IOException;
  }
}
