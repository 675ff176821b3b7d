package dev.medley.serving.generation.vllm;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.checkpoints.AdapterLayout;
import dev.medley.serving.generation.Backend;
import dev.medley.serving.generation.GrowingResponse;
import dev.medley.serving.generation.Prompt;
import dev.medley.serving.generation.ServedAdapter;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.subscriber.PeftCheckpoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a vLLM server generate, or any server of OpenAI's chat API; one that loads no adapters serves
 * the base alone.
 */
public final class VllmBackend implements Backend {
  private static final Logger LOG = LoggerFactory.getLogger(VllmBackend.class);
  private static final int LOAD_THREADS = 2;
  private static final long CLOSE_SECONDS = 5;

  private final VllmSettings settings;
  private final VllmApi api;
  private final VllmAdapters adapters;
  private final ServingMetrics metrics;
  private final int mostAtOnce;
  private final Set<GrowingResponse> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "backend-watch"));
  // Apart from requests: an adapter may be long in loading.
  private final ExecutorService loads =
      Executors.newFixedThreadPool(LOAD_THREADS, task -> daemon(task, "backend-loads"));
  private volatile boolean reachable;

  /**
   * @param folder of the adapters that are loaded, this node's own, which the server sees too
   * @param mostAtOnce requests that are sent to the server at once; more are refused
   */
  public VllmBackend(VllmSettings settings, Path folder, int mostAtOnce, ServingMetrics metrics) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.mostAtOnce = mostAtOnce;
    this.api = new VllmApi(settings);
    this.adapters = new VllmAdapters(api, folder);
    long every = settings.lookEvery().toMillis();
    Future<?> unused = watch.scheduleWithFixedDelay(this::look, 0, every, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void look() {
    try {
      Map<String, String> there = api.models();
      reachable = true;
      adapters.reconcile(there);
    } catch (RetriableException e) {
      if (reachable) {
        LOG.atWarn().addKeyValue("url", settings.url()).log("The backend does not answer");
      }
      reachable = false;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("The backend could not be looked at");
    }
  }

  @Override
  public Function<ServedAdapter, GrowingResponse> prepare(Prompt prompt) {
    return adapter -> generate(adapter, prompt);
  }

  private GrowingResponse generate(ServedAdapter adapter, Prompt prompt) {
    if (running.size() >= mostAtOnce) {
      adapter.release();
      metrics.refusedRequest("queue_full");
      throw ApiException.of(429, "queue_full", "Too many requests wait: try again in a second");
    }
    GrowingResponse reply = new GrowingResponse(System.nanoTime());
    running.add(reply);
    reply.onEnd(
        () -> {
          running.remove(reply);
          adapter.release();
        });
    String model =
        adapter instanceof ServedAdapter.Remote remote ? remote.model() : settings.baseModel();
    new VllmChat(api, adapters, loads, model, prompt, reply).send();
    return reply;
  }

  /**
   * As on disk: the server keeps adapters in its own precision, which is as wide or half as wide.
   */
  @Override
  public long bytes(PeftCheckpoint peft) {
    return AdapterLayout.totalBytes(peft.record());
  }

  @Override
  public ServedAdapter.Published load(PeftCheckpoint peft, Runnable onFree) {
    String model = adapters.load(peft);
    return new ServedAdapter.Remote(
        model, peft.record(), () -> loads.execute(() -> unload(model, onFree)));
  }

  private void unload(String model, Runnable onFree) {
    adapters.unload(model);
    onFree.run();
  }

  @Override
  public String baseDigest() {
    return settings.baseDigest();
  }

  @Override
  public boolean ready() {
    return reachable;
  }

  @Override
  public boolean alive() {
    return true;
  }

  @Override
  public void cancelAll() {
    running.forEach(GrowingResponse::cancel);
  }

  @Override
  public void close() {
    cancelAll();
    watch.shutdownNow();
    loads.shutdown();
    try {
      if (!loads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.atWarn().log("Adapters are loaded yet in the backend: unloaded at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
