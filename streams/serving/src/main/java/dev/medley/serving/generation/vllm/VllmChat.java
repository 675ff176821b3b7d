package dev.medley.serving.generation.vllm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.schemas.FinishReason;
import dev.medley.serving.generation.FinishedResponse;
import dev.medley.serving.generation.GrowingResponse;
import dev.medley.serving.generation.Prompt;
import dev.medley.serving.http.ApiException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One chat that the backend generates, read as it comes, without a thread of its own. */
final class VllmChat implements Flow.Subscriber<String> {
  private static final Logger LOG = LoggerFactory.getLogger(VllmChat.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATA = "data:";

  private final VllmApi api;
  private final VllmAdapters adapters;
  private final Executor loads;
  private final String model;
  private Prompt prompt;
  private final GrowingResponse reply;
  private final StringBuilder text = new StringBuilder();
  private Flow.Subscription subscription;
  private FinishReason finishReason;
  private int promptTokens;
  private int tokens;
  private boolean resent;
  private boolean restored;

  VllmChat(
      VllmApi api,
      VllmAdapters adapters,
      Executor loads,
      String model,
      Prompt prompt,
      GrowingResponse reply) {
    this.api = api;
    this.adapters = adapters;
    this.loads = loads;
    this.model = model;
    this.prompt = prompt;
    this.reply = reply;
    reply.onCancel(this::cancelled);
  }

  void send() {
    HttpResponse.BodyHandler<Void> handler =
        info ->
            info.statusCode() == 200
                ? BodySubscribers.fromLineSubscriber(this)
                : BodySubscribers.discarding();
    CompletableFuture<HttpResponse<Void>> unused =
        api.chat(model, prompt, handler).whenComplete(this::answered);
  }

  private void answered(HttpResponse<Void> response, Throwable error) {
    if (error != null && !resent && subscription == null) {
      // A connection that was kept may have been closed just then.
      resent = true;
      send();
    } else if (error != null) {
      refuse(503, "backend_unavailable", "The backend does not answer: try again");
    } else if (response.statusCode() != 200) {
      refused(response.statusCode());
    }
  }

  /** Nothing of the response has come yet. */
  private void refused(int status) {
    if (status == 404 && !restored) {
      restored = true;
      loads.execute(this::restore);
    } else if (status == 429 || status == 503) {
      refuse(503, "backend_busy", "The backend is busy: try again in a while");
    } else if (status == 400 && bounded()) {
      // The positions may leave less than the task's bound.
      prompt = prompt.within(Prompt.UNBOUNDED);
      send();
    } else if (status == 400 || status == 413 || status == 422) {
      refuse(
          400,
          "backend_refused",
          "The backend refuses the request: is it too long for it, or has a field that it does not"
              + " take?");
    } else {
      LOG.atError().addKeyValue("model", model).addKeyValue("status", status).log("Backend failed");
      refuse(502, "backend_failed", "The backend answered " + status);
    }
  }

  /** Whether there is a bound that the request does not insist on. */
  private boolean bounded() {
    return !prompt.exact() && prompt.sampling().maxTokens() != Prompt.UNBOUNDED;
  }

  private void restore() {
    if (adapters.restore(model)) {
      send();
    } else {
      refuse(503, "backend_unavailable", "The backend has lost the adapter: try again in a while");
    }
  }

  private void refuse(int status, String code, String message) {
    reply.fail(ApiException.of(status, code, message));
  }

  private synchronized void cancelled() {
    // Ends the reply first: a cancelled subscription fails the request, which would end it else.
    reply.complete(
        new FinishedResponse(text.toString(), promptTokens, tokens, FinishReason.CANCELLED));
    if (subscription != null) {
      // Closes the connection, by which the backend knows.
      subscription.cancel();
    }
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription lines) {
    subscription = lines;
    if (reply.cancelled()) {
      lines.cancel();
    } else {
      lines.request(Long.MAX_VALUE);
    }
  }

  @Override
  public synchronized void onNext(String line) {
    if (!line.startsWith(DATA)) {
      return;
    }
    String data = line.substring(DATA.length()).strip();
    if (data.equals("[DONE]")) {
      complete();
      return;
    }
    try {
      take(JSON.readTree(data));
    } catch (JsonProcessingException e) {
      broken();
      subscription.cancel();
    }
  }

  private void take(JsonNode chunk) {
    JsonNode choice = chunk.at("/choices/0");
    text.append(choice.at("/delta/content").asText(""));
    reply.grow(text.toString());
    if (choice.path("finish_reason").isTextual()) {
      finishReason = finishReason(choice.path("finish_reason").asText());
    }
    promptTokens = chunk.at("/usage/prompt_tokens").asInt(promptTokens);
    tokens = chunk.at("/usage/completion_tokens").asInt(tokens);
  }

  /** Null for one that is no end of a response, such as vLLM's {@code abort}. */
  private static FinishReason finishReason(String reason) {
    return switch (reason) {
      case "stop" -> FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> null;
    };
  }

  private void complete() {
    if (finishReason == null) {
      broken();
      return;
    }
    reply.complete(new FinishedResponse(text.toString(), promptTokens, tokens, finishReason));
  }

  private void broken() {
    refuse(502, "backend_failed", "The backend broke off: try again");
  }

  @Override
  public synchronized void onError(Throwable error) {
    broken();
  }

  @Override
  public synchronized void onComplete() {
    // Without effect after [DONE].
    broken();
  }
}
