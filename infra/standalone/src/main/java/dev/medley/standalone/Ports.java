package dev.medley.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds and checks TCP ports of this machine. */
public final class Ports {
  private Ports() {}

  /** A port that nobody listens on now. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free TCP port on this machine", e);
    }
  }

  /**
   * Returns the port, or refuses it where somebody listens there already.
   *
   * @throws IllegalStateException naming the port, who wanted it, and the way out
   */
  public static int requireFree(int port, String owner) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("localhost", port));
      return port;
    } catch (IOException e) {
      throw new IllegalStateException(
          "Port %d, wanted for %s, is taken: stop who uses it, or choose another port"
              .formatted(port, owner),
          e);
    }
  }
}
