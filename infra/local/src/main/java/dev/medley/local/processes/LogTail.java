package dev.medley.local.processes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Finds in a log's end the line that says best why its process ended. */
final class LogTail {
  private static final int BYTES = 64 << 10;
  private static final int SHOWN = 300;
  private static final Pattern ERROR =
      Pattern.compile("\\bERROR\\b|\\bFATAL\\b|Exception\\b|Error\\b|^medley|refus|cannot|Cannot");
  private static final Pattern STACK = Pattern.compile("^\\s+(at |\\.\\.\\. )|^\\s*$");

  private LogTail() {}

  /** The last line that speaks of an error, else the last line that says anything. */
  static String lastError(Path log) {
    List<String> lines = tail(log).lines().filter(line -> !STACK.matcher(line).find()).toList();
    String found = "its log is empty";
    for (String line : lines) {
      if (ERROR.matcher(line).find() || !ERROR.matcher(found).find()) {
        found = line;
      }
    }
    String line = found.strip();
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }

  private static String tail(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, UTF_8);
    } catch (IOException e) {
      return "its log can't be read: " + e.getMessage();
    }
  }
}
