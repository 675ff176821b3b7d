package dev.medley.serving.siege;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** The node as attackers reach it, for as long as an attack goes on. */
final class Target implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final int port;
  private final String key;
  private final List<Socket> held = new ArrayList<>();
  private volatile boolean over;

  Target(int port, String key) {
    this.port = port;
    this.key = key;
  }

  boolean goesOn() {
    return !over;
  }

  Socket open() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress("localhost", port), PATIENCE_MILLIS);
    return socket;
  }

  String head(String path, int length, boolean withKey) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + (withKey ? "Authorization: Bearer " + key + "\r\n" : "")
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  /** Sends something, and keeps the connection to the end of the attack without reading it. */
  void hold(String text) throws IOException {
    Socket socket = open();
    synchronized (held) {
      held.add(socket);
    }
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  /** Asks with the key, and reads what is answered. */
  void ask(String path, String body) throws IOException {
    try (Socket socket = open()) {
      byte[] bytes = body.getBytes(UTF_8);
      socket.getOutputStream().write(head(path, bytes.length, true).getBytes(UTF_8));
      socket.getOutputStream().write(bytes);
      readAnswer(socket.getInputStream());
    }
  }

  /** Some of an answer. */
  static void readAnswer(InputStream in) throws IOException {
    if (in.read(new byte[4_096]) < 0) {
      throw new IOException("closed");
    }
  }

  void await() {
    while (goesOn()) {
      pause();
    }
  }

  void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      over = true;
    }
  }

  @Override
  public void close() {
    over = true;
    synchronized (held) {
      for (Socket socket : held) {
        try {
          socket.close();
        } catch (IOException e) {
          // It is gone already.
        }
      }
      held.clear();
    }
  }
}
