package dev.medley.serving.chat;

import dev.medley.serving.generation.Reply;
import dev.medley.serving.routing.Route;
import java.time.Instant;

/**
 * A chat that is being answered.
 *
 * @param id the completion's and the generation's
 * @param deadline of {@link System#nanoTime}, by which it must be complete
 */
record Turn(
    String id, ChatRequest request, Route route, Reply reply, Instant startedAt, long deadline) {
  boolean late() {
    return System.nanoTime() - deadline > 0;
  }
}
