package dev.medley.serving.chat;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.Choice;
import dev.medley.schemas.Control;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a chat: chooses the arm, has it generated, and logs the generation. */
public final class Chat {
  private static final Logger LOG = LoggerFactory.getLogger(Chat.class);
  private static final long CANCEL_SECONDS = 10;

  /** Codes of failures that say nothing of the arm, and that the base would not be spared. */
  private static final Set<String> PASSING = Set.of("queue_full", "backend_busy", "stopping");

  private final Backend backend;
  private final Router router;
  private final EventLog log;
  private final ServingMetrics metrics;
  private final AdapterMetrics adapters;
  private final Duration timeout;
  private final Predicate<String> learnt;

  /**
   * @param learnt whether somebody learns a task, whose figures are worth keeping before it has
   *     adapters
   */
  public Chat(
      Backend backend,
      Router router,
      EventLog log,
      ServingMetrics metrics,
      AdapterMetrics adapters,
      Duration timeout,
      Predicate<String> learnt) {
    this.backend = requireNonNull(backend, "backend is null");
    this.router = requireNonNull(router, "router is null");
    this.log = requireNonNull(log, "log is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.adapters = requireNonNull(adapters, "adapters is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
    this.learnt = requireNonNull(learnt, "learnt is null");
  }

  /**
   * Begins a response.
   *
   * @throws ApiException where it can't be given: 400, 404, 429, 503
   */
  PendingChat start(ChatRequest asked) {
    ChatRequest request =
        router.control(asked.task()).map(Control::getMaxTokens).map(asked::within).orElse(asked);
    Function<ServedAdapter, GrowingResponse> generate = backend.prepare(request.prompt());
    long askedAt = System.nanoTime();
    Route route = route(request);
    Duration routing = Duration.ofNanos(System.nanoTime() - askedAt);
    route.fallbackFrom().ifPresent(arm -> adapters.fellBack());
    return new PendingChat(
        GenerationId.of(request.task()),
        request,
        route,
        routing,
        generate.apply(route.adapter()),
        Instant.now(),
        isCounted(request),
        System.nanoTime() + timeout.toNanos());
  }

  /**
   * Not where the request named the arm; nor for a task that nobody learns, as anybody may name
   * one, and an arm's statistics stay for good.
   */
  private boolean isCounted(ChatRequest request) {
    return request.pinnedArm().isEmpty()
        && (router.adapters().knows(request.task()) || learnt.test(request.task()));
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
   * Waits for the end of a response, which is cut at its deadline, and until Kafka has it, where
   * Kafka is there. The base responds in the place of a chosen arm that fails before its first
   * word.
   *
   * @throws ApiException 500 where generation failed, 503 where the node stops, 504 at the deadline
   */
  LoggedResponse finish(PendingChat turn) {
    PendingChat answering = turn;
    FinishedResponse completion;
    try {
      completion = await(turn);
      router.answered(turn.route());
    } catch (ApiException e) {
      answering = insteadOf(turn, e);
      completion = await(answering);
      failed(turn.route());
    }
    if (completion.finishReason() == FinishReason.CANCELLED) {
      throw ended(answering, completion);
    }
    return log(answering, completion);
  }

  /** Cancels a response that nobody reads any more; what there is of it is logged. */
  void abandon(PendingChat turn) {
    turn.reply().cancel();
    log(turn, await(turn));
  }

  /** The error for a response that the node itself ended: at its deadline, or as it stops. */
  private ApiException ended(PendingChat turn, FinishedResponse completion) {
    if (!turn.late()) {
      return stopping();
    }
    // One that had not begun waited for others.
    log(turn, completion.text().isEmpty() ? completion : completion.cut());
    return ApiException.of(
        504,
        "timeout",
        "The response was not complete within %d s: ask for fewer tokens, or try again"
            .formatted(timeout.toSeconds()));
  }

  /**
   * The base's response in place of one that failed.
   *
   * @throws ApiException the failure, where another arm may not answer or would fare no better
   */
  private PendingChat insteadOf(PendingChat turn, ApiException failure) {
    if (!turn.mayFallBack() || PASSING.contains(failure.code())) {
      throw failure;
    }
    try {
      Route base = router.insteadOf(turn.route());
      return turn.by(base, backend.prepare(turn.request().prompt()).apply(base.adapter()));
    } catch (ApiException e) {
      throw failure;
    }
  }

  private LoggedResponse log(PendingChat turn, FinishedResponse completion) {
    Generation generation = turn.generation(completion);
    boolean tracked = log.track(generation);
    if (!tracked) {
      metrics.untracked();
    }
    metrics.generated(taskLabel(generation), generation);
    turn.route().shadow().ifPresent(shadow -> logShadow(generation, shadow));
    return new LoggedResponse(generation, tracked, turn.route().shadow(), turn.reply().millis());
  }

  private void failed(Route route) {
    metrics.failedChoice(route.task(), route.arm());
    router.failed(route);
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
      throw stopping();
    }
  }

  private static ApiException failed() {
    return ApiException.of(500, "generation_failed", "Generation failed: the node's log says why");
  }

  private static ApiException stopping() {
    return ApiException.of(503, "stopping", "This node is stopping: try another");
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
