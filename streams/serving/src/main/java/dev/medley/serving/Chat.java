package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.Choice;
import dev.medley.lm.ChatMessage;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.RefusedChatException;
import dev.medley.lm.SamplingParameters;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Sampling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a chat: chooses the arm, generates, logs the generation, and only then gives it out. */
final class Chat {
  private static final Logger LOG = LoggerFactory.getLogger(Chat.class);
  private static final long CANCEL_SECONDS = 10;

  private final LanguageModel model;
  private final Router router;
  private final Scheduler scheduler;
  private final EventLog log;
  private final ServingMetrics metrics;
  private final Duration timeout;

  Chat(
      LanguageModel model,
      Router router,
      Scheduler scheduler,
      EventLog log,
      ServingMetrics metrics,
      Duration timeout) {
    this.model = requireNonNull(model, "model is null");
    this.router = requireNonNull(router, "router is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.log = requireNonNull(log, "log is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  /**
   * The response, which Kafka knows, and what a task in shadow would have chosen.
   *
   * @throws ApiException where it can't be given: 400, 404, 429, 503, 504
   */
  Answer complete(ChatRequest request) {
    int[] prompt = prompt(request);
    Route route = route(request);
    Job job = new Job(route.adapter(), prompt, request.sampling());
    if (!scheduler.submit(job)) {
      metrics.refusedRequest("queue_full");
      throw ApiException.of(429, "queue_full", "Too many requests wait: try again in a second");
    }
    Completion completion = await(job);
    Generation generation = record(request, route, prompt, completion);
    log.append(generation);
    count(generation);
    route.shadow().ifPresent(shadow -> logShadow(generation, shadow));
    if (generation.getFinishReason() == FinishReason.CANCELLED) {
      throw ApiException.of(
          504,
          "timeout",
          "The response was not complete within %d s: ask for fewer tokens, or try again"
              .formatted(timeout.toSeconds()));
    }
    return new Answer(generation, route.shadow());
  }

  /** A response and the choice that was only logged. */
  record Answer(Generation generation, Optional<Choice> shadow) {}

  private void logShadow(Generation generation, Choice shadow) {
    metrics.shadowed(taskLabel(generation), shadow.arm());
    LOG.atInfo()
        .addKeyValue("generation", generation.getId())
        .addKeyValue("task", generation.getTask())
        .addKeyValue("arm", shadow.arm())
        .addKeyValue("propensity", shadow.propensity())
        .log("Shadow choice");
  }

  private int[] prompt(ChatRequest request) {
    List<ChatMessage> messages =
        request.messages().stream()
            .map(message -> new ChatMessage(message.getRole(), message.getContent()))
            .toList();
    int[] prompt;
    try {
      prompt = model.tokenizer().prompt(messages);
    } catch (RefusedChatException e) {
      throw ApiException.invalid("messages", e.getMessage());
    }
    int positions = model.config().maxPositionEmbeddings();
    int room = positions - request.sampling().maxTokens();
    if (prompt.length > room) {
      throw ApiException.invalid(
          "messages",
          "The messages have %d tokens, but %d positions minus max_tokens %d leave room for %d"
              .formatted(prompt.length, positions, request.sampling().maxTokens(), room));
    }
    return prompt;
  }

  private Route route(ChatRequest request) {
    if (request.pinnedArm().isEmpty()) {
      return router.choose(request.task());
    }
    return router
        .pin(request.task(), request.pinnedArm().get())
        .orElseThrow(
            () ->
                ApiException.of(404, "model_not_found", "No member of that name serves the task"));
  }

  private Completion await(Job job) {
    try {
      try {
        return job.result().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        job.cancel();
        return job.result().get(CANCEL_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw ApiException.of(500, "generation_failed", "Generation failed: the node's log says why");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.of(503, "stopping", "This node is stopping: try another");
    }
  }

  private Generation record(ChatRequest request, Route route, int[] prompt, Completion completion) {
    SamplingParameters sampling = request.sampling();
    return Generation.newBuilder()
        .setId("chatcmpl-" + UUID.randomUUID().toString().replace("-", ""))
        .setTask(request.task())
        .setUser(request.user())
        .setMessages(request.messages())
        .setResponse(completion.text())
        .setMember(route.arm())
        .setPropensity(route.propensity())
        .setCheckpoint(route.adapter().version())
        .setSampling(
            new Sampling(
                sampling.temperature(), sampling.topP(), sampling.maxTokens(), sampling.seed()))
        .setFinishReason(completion.finishReason())
        .setPromptTokens(prompt.length)
        .setResponseTokens(completion.tokens())
        .setCreatedAt(Instant.now())
        .build();
  }

  private void count(Generation generation) {
    metrics.generated(
        taskLabel(generation),
        generation.getMember(),
        generation.getPromptTokens(),
        generation.getResponseTokens(),
        generation.getFinishReason().name());
  }

  /** Anybody may name a task; only those with adapters become labels. */
  private String taskLabel(Generation generation) {
    return router.adapters().knows(generation.getTask()) ? generation.getTask() : "other";
  }
}
