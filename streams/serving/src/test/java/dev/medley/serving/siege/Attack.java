package dev.medley.serving.siege;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ways to fell a node, each by some connections at once; with the key of one who means harm. */
enum Attack {
  BIG_CHATS("10 chats of 1 MB at once, again and again", 10) {
    @Override
    void strike(Target target) throws IOException {
      String text = "a b ".repeat((1 << 20) / 4 - 100);
      target.ask(
          "/v1/chat/completions",
          "{\"model\":\"email\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
    }
  },
  HALF_SENT("3,000 half-sent bodies, every second without a key", 30) {
    @Override
    void strike(Target target) throws IOException {
      for (int i = 0; i < 100; i++) {
        target.hold(
            target.head("/v1/edits", 1 << 20, i % 2 == 0) + " ".repeat(i % 10 == 0 ? 500_000 : 9));
      }
      target.await();
    }
  },
  ODD_METHODS("60,000 methods that nobody knows", 4) {
    @Override
    void strike(Target target) throws IOException {
      try (Socket socket = target.open()) {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        for (int i = 0; i < 15_000 && target.goesOn(); i++) {
          String method = "M" + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
          out.write((method + " /v1/models HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(UTF_8));
          Target.readAnswer(in);
        }
      }
    }
  },
  IDLE("10,000 idle connections", 10) {
    @Override
    void strike(Target target) throws IOException {
      for (int i = 0; i < 1_000; i++) {
        target.hold("");
      }
      target.await();
    }
  },
  SLOW_READERS("200 streams that nobody reads", 8) {
    @Override
    void strike(Target target) throws IOException {
      String chat =
          "{\"model\":\"email\",\"stream\":true,\"max_tokens\":192,\"messages\":"
              + "[{\"role\":\"user\",\"content\":\"hi\"}]}";
      for (int i = 0; i < 25; i++) {
        target.hold(target.head("/v1/chat/completions", chat.length(), true) + chat);
      }
      target.await();
    }
  },
  UNKNOWN("a flood of unknown tasks and ids", 64) {
    @Override
    void strike(Target target) throws IOException {
      String task = "t" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
      target.ask(
          "/v1/chat/completions",
          "{\"model\":\"%s\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
              .formatted(task));
      target.ask(
          "/v1/edits",
          ("{\"id\":\"%s\",\"task\":\"%s\",\"action\":\"edited\",\"text\":\"a\",\"response\":\"b\","
                  + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
              .formatted(task, task));
    }
  },
  DEEP_JSON("JSON of 500,000 arrays in one another", 4) {
    @Override
    void strike(Target target) throws IOException {
      target.ask("/v1/edits", "{\"id\":" + "[".repeat(500_000));
      target.ask("/v1/edits", "{\"id\":" + "9".repeat(500_000) + "}");
      target.ask("/v1/edits", "{\"" + "x".repeat(500_000) + "\":[{},{}" + ",{}".repeat(100_000));
    }
  };

  private final String words;
  private final int connections;

  Attack(String words, int connections) {
    this.words = words;
    this.connections = connections;
  }

  String words() {
    return words;
  }

  /** Does it once, or for as long as it lasts. */
  abstract void strike(Target target) throws IOException;

  /** Goes on until the target says that it is enough. */
  List<Thread> start(Target target) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Thread thread = new Thread(() -> again(target), "attack-" + name() + "-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private void again(Target target) {
    while (target.goesOn()) {
      try {
        strike(target);
      } catch (IOException e) {
        // Refused: once more.
        target.pause();
      }
    }
  }
}
