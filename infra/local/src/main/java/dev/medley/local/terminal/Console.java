package dev.medley.local.terminal;

import java.io.PrintStream;
import java.util.List;

/** The terminal: lines that stay, and below them, where it is a terminal, one block that lives. */
public final class Console {
  private final PrintStream out;
  private final boolean terminal;
  private int blockLines;

  public Console(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  public boolean terminal() {
    return terminal;
  }

  /** Writes a line that stays. */
  public synchronized void say(String line) {
    erase();
    out.println(line);
    out.flush();
  }

  /** Draws the block anew. */
  public synchronized void block(List<String> lines) {
    erase();
    lines.forEach(out::println);
    out.flush();
    blockLines = terminal ? lines.size() : 0;
  }

  /** Leaves the block as it stands. */
  public synchronized void keepBlock() {
    blockLines = 0;
  }

  private void erase() {
    if (blockLines > 0) {
      out.print("\u001b[" + blockLines + "A\u001b[J");
      blockLines = 0;
    }
  }
}
