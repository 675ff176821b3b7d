package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import java.io.Serializable;
import java.util.Optional;

/** What an event must satisfy to be used; a broken rule is told without quoting any text. */
final class EventRules implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int maxTextBytes;

  EventRules(int maxTextBytes) {
    this.maxTextBytes = maxTextBytes;
  }

  Optional<String> broken(Generation generation) {
    if (!(generation.getPropensity() > 0) || generation.getPropensity() > 1) {
      return Optional.of("propensity is %s: need (0, 1]".formatted(generation.getPropensity()));
    }
    return tooLong("response", generation.getResponse());
  }

  Optional<String> broken(Edit edit) {
    String text = edit.getText();
    if (edit.getRevision() < 0) {
      return Optional.of("revision is %d: need at least 0".formatted(edit.getRevision()));
    }
    switch (edit.getAction()) {
      case EDITED -> {
        if (text == null || text.isBlank()) {
          return Optional.of(
              "action is EDITED but text is %s: to throw a response away, send DISCARDED"
                  .formatted(text == null ? "absent" : "blank"));
        }
      }
      case ACCEPTED, DISCARDED -> {
        if (text != null) {
          return Optional.of(
              "action is %s but there is a text of %d bytes: to change a response, send EDITED"
                  .formatted(edit.getAction(), bytes(text)));
        }
      }
    }
    boolean all =
        edit.getTask() != null && edit.getMessages() != null && edit.getResponse() != null;
    boolean any =
        edit.getTask() != null || edit.getMessages() != null || edit.getResponse() != null;
    if (any && !all) {
      return Optional.of("of task, messages and response some are inline: need all three or none");
    }
    return tooLong("text", text).or(() -> tooLong("response", edit.getResponse()));
  }

  Optional<String> brokenKey(byte[] key, String id) {
    if (id.isEmpty()) {
      return Optional.of("the generation id is empty");
    }
    if (key.length > 0 && !new String(key, UTF_8).equals(id)) {
      return Optional.of("the record's key is not the generation id");
    }
    return Optional.empty();
  }

  private Optional<String> tooLong(String field, String text) {
    if (text == null || bytes(text) <= maxTextBytes) {
      return Optional.empty();
    }
    return Optional.of(
        "%s has %d bytes: at most %d are taken".formatted(field, bytes(text), maxTextBytes));
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }
}
