package dev.medley.serving.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** What the console may show and do, on the command line; a picocli mixin. */
public final class ConsoleOptions {
  @Option(
      names = "--console-control",
      defaultValue = "${MEDLEY_CONSOLE_CONTROL:-false}",
      description =
          "Let whoever reaches /console roll back, retry, pin and pause. Default: ${DEFAULT-VALUE}.")
  private boolean control;

  @Option(
      names = "--console-texts",
      defaultValue = "${MEDLEY_CONSOLE_TEXTS:-false}",
      description = "Show users' newest edits at /console. Default: ${DEFAULT-VALUE}.")
  private boolean texts;

  /**
   * Looks whether what the console may do is for those alone who may do it.
   *
   * @param host address that the node listens on
   * @param open whether no key is needed
   * @throws IllegalArgumentException where anybody who reaches the node could
   */
  public void check(String host, boolean open) {
    if ((control || texts) && open && !isThisMachine(host)) {
      throw new IllegalArgumentException(
          "--console-control and --console-texts would be for whoever reaches %s:".formatted(host)
              + " give --api-keys, or --host localhost");
    }
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  boolean control() {
    return control;
  }

  boolean texts() {
    return texts;
  }
}
