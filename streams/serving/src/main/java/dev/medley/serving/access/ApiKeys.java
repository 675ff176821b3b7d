package dev.medley.serving.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.medley.schemas.names.NameRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API keys of a file, as hashes: a line each, {@code NAME SHA256-HEX TASK[,TASK…]}, the tasks
 * {@code *} for all; {@code #} begins a comment. The file is read again when it changed, so that a
 * key is rotated by adding the new one under the same name and removing the old one later.
 * Thread-safe.
 */
final class ApiKeys {
  private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Pattern LINE =
      Pattern.compile("(?<name>\\S{1,100})\\s+(?<hash>[0-9a-fA-F]{64})\\s+(?<tasks>\\S+)");

  private final Path file;
  private volatile Map<String, Caller> callers;
  private String content;
  private volatile long lookedAt;

  /**
   * Reads a file of keys.
   *
   * @throws IllegalArgumentException naming the first line that is none
   */
  ApiKeys(Path file) {
    this.file = requireNonNull(file, "file is null");
    try {
      content = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read --api-keys " + file, e);
    }
    callers = parse(file, content);
    lookedAt = System.nanoTime();
  }

  /** Whose key it is; empty where it is nobody's. */
  Optional<Caller> find(String key) {
    if (System.nanoTime() - lookedAt > LOOK_NANOS) {
      look();
    }
    return Optional.ofNullable(callers.get(hash(key)));
  }

  /** What can't be read leaves the keys as they were: nobody is locked out, or in, by a slip. */
  private synchronized void look() {
    lookedAt = System.nanoTime();
    try {
      String now = Files.readString(file);
      if (!now.equals(content)) {
        content = now;
        callers = parse(file, now);
        LOG.atInfo().addKeyValue("keys", callers.size()).log("API keys read again");
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.atError()
          .addKeyValue("reason", e.toString())
          .log("API keys can't be read: those read before hold");
    }
  }

  private static Map<String, Caller> parse(Path file, String text) {
    Map<String, Caller> found = new HashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        // Not the line itself: somebody may have put a key there.
        throw new IllegalArgumentException(
            "%s, line %d: need NAME, the key's SHA-256 in hex, and TASK[,TASK…] or *"
                .formatted(file, i + 1));
      }
      Set<String> tasks = Set.copyOf(List.of(matcher.group("tasks").split(",", -1)));
      if (!tasks.equals(Set.of(Caller.ALL_TASKS)) && !tasks.stream().allMatch(NameRule::holds)) {
        throw new IllegalArgumentException(
            "%s, line %d: a task has %s".formatted(file, i + 1, NameRule.WANTED));
      }
      found.put(
          HexFormat.of().formatHex(HexFormat.of().parseHex(matcher.group("hash"))),
          new Caller(matcher.group("name"), tasks));
    }
    return found;
  }

  /**
   * The line of a key.
   *
   * @param tasks {@code TASK[,TASK…]} or {@code *}
   * @throws IllegalArgumentException where it would be none
   */
  static String line(String name, String key, String tasks) {
    String line = "%s %s %s".formatted(name, hash(key), tasks);
    parse(Path.of("the line"), line);
    return line;
  }

  private static String hash(String key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JRE has SHA-256", e);
    }
  }
}
