package dev.medley.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users who edit more of one member's words than of another's, a second after they have read them;
 * who leave what was cut; and who walk away from one member's responses after two seconds.
 */
final class UnfairUsers {
  private static final Map<String, Integer> CHANGED =
      Map.of("base", 6, "dpo", 5, "sft", 4, "early", 2);
  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int AT_A_TIME = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Client client;
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final AtomicInteger failed = new AtomicInteger();

  UnfairUsers(Client client) {
    this.client = client;
  }

  /** Returns once all are answered, and edited. */
  void ask(int requests, double aSecond) throws Exception {
    ScheduledExecutorService users = Executors.newScheduledThreadPool(AT_A_TIME);
    List<Future<?>> turns = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      String user = "u" + i % 200;
      long at = Math.round(i / aSecond * 1000);
      turns.add(users.schedule(() -> turn(user), at, TimeUnit.MILLISECONDS));
    }
    for (Future<?> turn : turns) {
      turn.get();
    }
    users.shutdownNow();
  }

  private void turn(String user) {
    try {
      ask(user);
    } catch (Exception e) {
      failed.incrementAndGet();
    }
  }

  private void ask(String user) throws Exception {
    long began = System.nanoTime();
    StringBuilder text = new StringBuilder();
    String id = "";
    String arm = "";
    try (Events events =
        new Events(client.stream(UnfairVllm.TASK, "hi", Map.of("user", user)).body())) {
      String data = events.next();
      while (data != null && !data.equals("[DONE]")) {
        JsonNode chunk = JSON.readTree(data);
        id = chunk.path("id").asText(id);
        text.append(chunk.at("/choices/0/delta/content").asText(""));
        if (arm.isEmpty() && !text.isEmpty()) {
          arm = UnfairVllm.arm(text.toString());
          asked.merge(arm, 1, Integer::sum);
        }
        if (arm.equals(UnfairVllm.LEFT) && System.nanoTime() - began > LEAVE_NANOS) {
          return;
        }
        data = events.next();
      }
    }
    Integer changed = CHANGED.get(arm);
    if (changed != null) {
      Thread.sleep(1_000);
      edit(id, user, text.toString(), changed);
    }
  }

  private void edit(String id, String user, String text, int changed) throws Exception {
    String edited = text;
    for (int i = 0; i < changed; i++) {
      edited = edited.replaceFirst(" word", " better");
    }
    Map<String, String> edit = Map.of("id", id, "action", "edited", "text", edited, "user", user);
    if (client.post("/v1/edits", edit).status() >= 300) {
      failed.incrementAndGet();
    }
  }

  int asked(String arm) {
    return asked.getOrDefault(arm, 0);
  }

  /** How many requests each arm got, and what the node says of each. */
  String json() throws Exception {
    ObjectNode json = JSON.createObjectNode();
    json.set("asked", JSON.valueToTree(new TreeMap<>(asked)));
    json.put("failed", failed.get());
    json.set("arms", client.get("/v1/ensemble/" + UnfairVllm.TASK).body().path("arms"));
    return json.toString();
  }
}
