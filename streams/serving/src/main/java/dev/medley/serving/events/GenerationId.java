package dev.medley.serving.events;

import dev.medley.schemas.names.NameRule;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of generations made here. The task is part of the name, so that any node can tell whose
 * edits it may take without asking: a forged name is no generation's.
 */
public final class GenerationId {
  private static final Pattern FORM = Pattern.compile("chatcmpl-[0-9a-f]{32}-(?<task>.+)");

  private GenerationId() {}

  public static String of(String task) {
    return "chatcmpl-" + UUID.randomUUID().toString().replace("-", "") + "-" + task;
  }

  /** The task of a generation that was made here; empty for others'. */
  public static Optional<String> task(String id) {
    Matcher matcher = FORM.matcher(id);
    return matcher.matches()
        ? Optional.of(matcher.group("task")).filter(NameRule::holds)
        : Optional.empty();
  }
}
