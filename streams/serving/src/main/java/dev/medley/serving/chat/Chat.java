package dev.medley.serving.chat;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.Choice;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Sampling;
import dev.medley.serving.events.EventLog;
import dev.medley.serving.events.GenerationId;
import dev.medley.serving.generation.Backend;
import dev.medley.serving.generation.FinishedResponse;
import dev.medley.serving.generation.GrowingResponse;
import dev.medley.serving.generation.ServedAdapter;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.metrics.AdapterMetrics;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.serving.routing.Route;
import dev.medley.serving.routing.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a chat: chooses the arm, has it generated, and logs the generation. */
public final class Chat {
  private static final Logger LOG = LoggerFactory.getLogger(Chat.class);
  private static final long CANCEL_SECONDS = 10;

  private final Backend backend;
  private final Router router;
  private final EventLog log;
  private final ServingMetrics metrics;
  private final AdapterMetrics adapters;
  private final Duration timeout;

  public Chat(
      Backend backend,
      Router router,
      EventLog log,
      ServingMetrics metrics,
      AdapterMetrics adapters,
      Duration timeout) {
    this.backend = requireNonNull(backend, "backend is null");
    this.router = requireNonNull(router, "router is null");
    this.log = requireNonNull(log, "log is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.adapters = requireNonNull(adapters, "adapters is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  /**
   * Begins a response.
   *
   * @throws ApiException where it can't be given: 400, 404, 429, 503
   */
  PendingChat start(ChatRequest request) {
    Function<ServedAdapter, GrowingResponse> generate = backend.prepare(request.prompt());
    long askedAt = System.nanoTime();
    Route route = route(request);
    Duration routing = Duration.ofNanos(System.nanoTime() - askedAt);
    GrowingResponse reply = generate.apply(route.adapter());
    return new PendingChat(
        GenerationId.of(request.task()),
        request,
        route,
        routing,
        reply,
        Instant.now(),
        System.nanoTime() + timeout.toNanos());
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

  /**
   * Waits for the end of a response, which is cancelled at its deadline, and until Kafka has it,
   * where Kafka is there.
   *
   * @throws ApiException 500 where generation failed, 503 where the node stops
   */
  LoggedResponse finish(PendingChat turn) {
    Generation generation = record(turn, await(turn));
    boolean tracked = log.track(generation);
    if (!tracked) {
      metrics.untracked();
    }
    metrics.generated(taskLabel(generation), generation);
    turn.route().fallbackFrom().ifPresent(arm -> adapters.fellBack());
    turn.route().shadow().ifPresent(shadow -> logShadow(generation, shadow));
    return new LoggedResponse(generation, tracked, turn.route().shadow());
  }

  /** The error that a response without an end is answered with. */
  ApiException cutShort(PendingChat turn) {
    if (!turn.late()) {
      return ApiException.of(503, "stopping", "This node is stopping: try another");
    }
    return ApiException.of(
        504,
        "timeout",
        "The response was not complete within %d s: ask for fewer tokens, or try again"
            .formatted(timeout.toSeconds()));
  }

  private static FinishedResponse await(PendingChat turn) {
    GrowingResponse reply = turn.reply();
    try {
      try {
        long left = turn.deadline() - System.nanoTime();
        return reply.result().get(Math.max(0, left), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        reply.cancel();
        return reply.result().get(CANCEL_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException known) {
        throw known;
      }
      throw failed();
    } catch (TimeoutException e) {
      throw failed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.of(503, "stopping", "This node is stopping: try another");
    }
  }

  private static ApiException failed() {
    return ApiException.of(500, "generation_failed", "Generation failed: the node's log says why");
  }

  private static Generation record(PendingChat turn, FinishedResponse completion) {
    ChatRequest request = turn.request();
    Route route = turn.route();
    SamplingParameters sampling = request.prompt().sampling();
    return Generation.newBuilder()
        .setId(turn.id())
        .setTask(request.task())
        .setUser(request.user())
        .setMessages(request.prompt().messages())
        .setResponse(completion.text())
        .setMember(route.arm())
        .setPropensity(route.propensity())
        .setFallbackFrom(route.fallbackFrom().orElse(""))
        .setCheckpoint(route.adapter().version())
        .setSampling(
            new Sampling(
                sampling.temperature(), sampling.topP(), sampling.maxTokens(), sampling.seed()))
        .setFinishReason(completion.finishReason())
        .setPromptTokens(completion.promptTokens())
        .setResponseTokens(completion.tokens())
        .setCreatedAt(Instant.now())
        .build();
  }

  private void logShadow(Generation generation, Choice shadow) {
    metrics.shadowed(taskLabel(generation), shadow.arm());
    LOG.atInfo()
        .addKeyValue("generation", generation.getId())
        .addKeyValue("task", generation.getTask())
        .addKeyValue("arm", shadow.arm())
        .addKeyValue("propensity", shadow.propensity())
        .log("Shadow choice");
  }

  /** Anybody may name a task; only those with adapters become labels. */
  private String taskLabel(Generation generation) {
    return router.adapters().knows(generation.getTask()) ? generation.getTask() : "other";
  }
}
