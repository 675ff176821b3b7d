package dev.medley.standalone;

import java.util.ArrayList;
import java.util.List;

/**
 * A command that ends when the process that started it has ended, even by kill -9: its standard
 * input comes from there, and ends with it. Ctrl-C in the terminal does not reach it, so that who
 * started it stops it in order.
 */
public final class Leash {
  /**
   * Beside the command, which takes the shell's place, waits whoever ends it: with SIGTERM, and
   * after a while with SIGKILL.
   */
  private static final String SCRIPT =
      "trap '' INT; exec 3<&0; me=$$; "
          + "(cat <&3; kill $me && sleep 20 && kill -9 $me) >/dev/null 2>&1 & "
          + "exec \"$@\" 3<&- </dev/null";

  private Leash() {}

  /** The same command; its process must be given no other standard input than Java's pipe. */
  public static List<String> around(List<String> command) {
    List<String> leashed = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "medley"));
    leashed.addAll(command);
    return leashed;
  }
}
