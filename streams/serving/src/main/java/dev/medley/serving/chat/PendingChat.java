package dev.medley.serving.chat;

import dev.medley.lm.generation.SamplingParameters;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Sampling;
import dev.medley.schemas.edits.Words;
import dev.medley.schemas.names.ArmName;
import dev.medley.serving.generation.FinishedResponse;
import dev.medley.serving.generation.GrowingResponse;
import dev.medley.serving.generation.Prompt;
import dev.medley.serving.routing.Route;
import java.time.Duration;
import java.time.Instant;

/**
 * A chat that is being answered.
 *
 * @param id the completion's and the generation's
 * @param routing what it took to choose the arm, and to load its adapter where it was not in memory
 * @param counted whether its arm's statistics are to know of it
 * @param deadline of {@link System#nanoTime}, by which it must be complete
 */
record PendingChat(
    String id,
    ChatRequest request,
    Route route,
    Duration routing,
    GrowingResponse reply,
    Instant startedAt,
    boolean counted,
    long deadline) {
  boolean late() {
    return System.nanoTime() - deadline > 0;
  }

  /** Whether another arm may respond in its place: nobody named this one, or has read of it yet. */
  boolean mayFallBack() {
    return request.pinnedArm().isEmpty()
        && !route.arm().equals(ArmName.BASE.value())
        && !reply.hasBegun();
  }

  /** The same chat, answered by another arm. */
  PendingChat by(Route other, GrowingResponse otherReply) {
    return new PendingChat(id, request, other, routing, otherReply, startedAt, counted, deadline);
  }

  /** What is logged of it. */
  Generation generation(FinishedResponse completion) {
    SamplingParameters sampling = request.prompt().sampling();
    return Generation.newBuilder()
        .setId(id)
        .setTask(request.task())
        .setUser(request.user())
        .setMessages(request.prompt().messages())
        .setResponse(completion.text())
        .setMember(route.arm())
        .setPropensity(route.propensity())
        .setFallbackFrom(route.fallbackFrom().orElse(""))
        .setCheckpoint(route.adapter().version())
        .setSampling(
            new Sampling(sampling.temperature(), sampling.topP(), most(sampling), sampling.seed()))
        .setFinishReason(completion.finishReason())
        .setPinned(!counted)
        .setLimited(isLimited(completion))
        .setPromptTokens(completion.promptTokens())
        .setResponseTokens(completion.tokens())
        .setCreatedAt(Instant.now())
        .build();
  }

  private static int most(SamplingParameters sampling) {
    return sampling.maxTokens() == Prompt.UNBOUNDED ? 0 : sampling.maxTokens();
  }

  /** Whether it ended so early by what the request asked for, which no arm could have helped. */
  private boolean isLimited(FinishedResponse completion) {
    SamplingParameters sampling = request.prompt().sampling();
    return switch (completion.finishReason()) {
      case LENGTH ->
          request.prompt().exact()
              && sampling.maxTokens() < request.ownTokens()
              && completion.tokens() >= sampling.maxTokens();
      case STOP -> !sampling.stop().isEmpty() && Words.of(completion.text()).isEmpty();
      case CANCELLED, CONTENT_FILTER, UNKNOWN -> false;
    };
  }
}
