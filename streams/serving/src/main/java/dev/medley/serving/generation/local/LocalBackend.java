package dev.medley.serving.generation.local;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.chat.RefusedChatException;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Message;
import dev.medley.serving.generation.Backend;
import dev.medley.serving.generation.GrowingResponse;
import dev.medley.serving.generation.Prompt;
import dev.medley.serving.generation.ServedAdapter;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.subscriber.PeftCheckpoint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Generates in this process: renders the prompt and queues it. */
public final class LocalBackend implements Backend {
  private static final long TURN_MILLIS = 2_000;

  private final LanguageModel model;
  private final Scheduler scheduler;
  private final WarmUp warmUp;

  /** As many as are generated at once: a prompt costs the processor as a response does. */
  private final Semaphore prompts;

  private LocalBackend(LanguageModel model, Scheduler scheduler, int maxBatch) {
    this.model = model;
    this.scheduler = scheduler;
    this.prompts = new Semaphore(maxBatch, true);
    this.warmUp = new WarmUp(this::generateFirst);
  }

  public static LocalBackend load(LocalSettings settings, ServingMetrics metrics) {
    requireNonNull(metrics, "metrics is null");
    LanguageModel model =
        LanguageModel.load(settings.model(), settings.precision(), settings.device());
    Scheduler scheduler = new Scheduler(model, settings.maxBatch(), settings.maxQueue(), metrics);
    return new LocalBackend(model, scheduler, settings.maxBatch());
  }

  private Optional<GrowingResponse> generateFirst() {
    int[] prompt = model.tokenizer().trialPrompt();
    SamplingParameters sampling = SamplingParameters.greedy(2);
    Job job = new Job(new ServedAdapter.Base(), prompt, sampling, "", System.nanoTime());
    return scheduler.submit(job) ? Optional.of(job.reply()) : Optional.empty();
  }

  @Override
  public Function<ServedAdapter, GrowingResponse> prepare(Prompt prompt) {
    long startedAt = System.nanoTime();
    prompt.passedOn().keySet().stream()
        .sorted()
        .findFirst()
        .ifPresent(
            field -> {
              throw ApiException.unsupported(
                  field, field + " is not supported by this node's own model: leave it out");
            });
    int[] tokens = inTurn(prompt);
    SamplingParameters sampling = sampling(prompt, tokens.length);
    return adapter -> generate(new Job(adapter, tokens, sampling, prompt.asker(), startedAt));
  }

  private GrowingResponse generate(Job job) {
    if (!scheduler.submit(job)) {
      throw scheduler.full();
    }
    return job.reply();
  }

  /** Told by its bytes where it is far too long, and else once it is one's turn. */
  private int[] inTurn(Prompt prompt) {
    List<String> texts = prompt.messages().stream().map(Message::getContent).toList();
    long least = model.tokenizer().leastTokens(texts);
    if (least > room(prompt)) {
      throw tooLong(prompt, "at least " + least);
    }
    try {
      if (!prompts.tryAcquire(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
        throw scheduler.full();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.of(503, "stopping", "This node is stopping: try another");
    }
    try {
      return tokens(prompt);
    } finally {
      prompts.release();
    }
  }

  private int[] tokens(Prompt prompt) {
    List<ChatMessage> messages =
        prompt.messages().stream()
            .map(message -> new ChatMessage(message.getRole(), message.getContent()))
            .toList();
    try {
      return model.tokenizer().prompt(messages);
    } catch (RefusedChatException e) {
      throw ApiException.invalid("messages", e.getMessage());
    }
  }

  /** With as many tokens as the positions leave, where the request does not insist on more. */
  private SamplingParameters sampling(Prompt prompt, int tokens) {
    if (tokens > room(prompt)) {
      throw tooLong(prompt, String.valueOf(tokens));
    }
    SamplingParameters sampling = prompt.sampling();
    return sampling.withMaxTokens(Math.min(sampling.maxTokens(), positions() - tokens));
  }

  private int positions() {
    return model.config().maxPositionEmbeddings();
  }

  private static int wanted(Prompt prompt) {
    return prompt.exact() ? prompt.sampling().maxTokens() : 1;
  }

  /** Most tokens of a prompt. */
  private int room(Prompt prompt) {
    return positions() - wanted(prompt);
  }

  private ApiException tooLong(Prompt prompt, String tokens) {
    return ApiException.invalid(
        "messages",
        "The messages have %s tokens, but %d positions minus max_tokens %d leave room for %d"
            .formatted(tokens, positions(), wanted(prompt), room(prompt)));
  }

  @Override
  public long bytes(PeftCheckpoint peft) {
    return model.adapterBytes(peft.directory());
  }

  @Override
  public ServedAdapter.Published load(PeftCheckpoint peft, Runnable onFree) {
    LoraAdapter adapter = model.readAdapter(peft.directory());
    return new ServedAdapter.Local(
        adapter,
        peft.record(),
        () -> {
          adapter.close();
          onFree.run();
        });
  }

  @Override
  public String baseDigest() {
    return model.digest();
  }

  @Override
  public boolean ready() {
    return warmUp.done();
  }

  @Override
  public boolean alive() {
    return scheduler.alive();
  }

  @Override
  public void cancelAll() {
    warmUp.close();
    scheduler.close();
  }

  @Override
  public void close() {
    warmUp.close();
    scheduler.close();
    model.close();
  }
}
