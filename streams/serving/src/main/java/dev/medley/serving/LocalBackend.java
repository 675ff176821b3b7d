package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.ChatMessage;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.RefusedChatException;
import java.util.List;
import java.util.function.Function;

/** Generates in this process: renders the prompt and queues it. */
final class LocalBackend {
  private final LanguageModel model;
  private final Scheduler scheduler;
  private final ServingMetrics metrics;

  LocalBackend(LanguageModel model, Scheduler scheduler, ServingMetrics metrics) {
    this.model = requireNonNull(model, "model is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  /**
   * Renders the prompt, before an arm is chosen; what comes back generates it by an adapter that is
   * held, and releases that.
   *
   * @throws ApiException 400 where the messages make no prompt; later 429 where the queue is full
   */
  Function<ServedAdapter, Reply> prepare(ChatRequest request) {
    int[] prompt = prompt(request);
    return adapter -> generate(new Job(adapter, prompt, request.sampling()));
  }

  private Reply generate(Job job) {
    if (!scheduler.submit(job)) {
      metrics.refusedRequest("queue_full");
      throw ApiException.of(429, "queue_full", "Too many requests wait: try again in a second");
    }
    return job.reply();
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
}
