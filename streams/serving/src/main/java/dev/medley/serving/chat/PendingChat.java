package dev.medley.serving.chat;

import dev.medley.serving.generation.GrowingResponse;
import dev.medley.serving.routing.Route;
import java.time.Duration;
import java.time.Instant;

/**
 * A chat that is being answered.
 *
 * @param id the completion's and the generation's
 * @param routing what it took to choose the arm, and to load its adapter where it was not in memory
 * @param deadline of {@link System#nanoTime}, by which it must be complete
 */
record PendingChat(
    String id,
    ChatRequest request,
    Route route,
    Duration routing,
    GrowingResponse reply,
    Instant startedAt,
    long deadline) {
  boolean late() {
    return System.nanoTime() - deadline > 0;
  }
}
