package dev.medley.feedback;

import dev.medley.schemas.Topic;
import dev.medley.schemas.edits.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** What the labels of an edit must say, field by field; none of the job's own code. */
record ExpectedLabel(Map<String, String> fields, boolean discarded) {

  static ExpectedLabel of(GenericRecord generation, GenericRecord edit) {
    boolean inline = edit.get("response") != null;
    GenericRecord from = inline ? edit : generation;
    String action = edit.get("action").toString();
    String response = from.get("response").toString();
    String user = edit.get("user").toString();
    Map<String, String> fields = new HashMap<>();
    fields.put("generationId", text(edit.get("generationId")));
    fields.put("revision", text(edit.get("revision")));
    fields.put("task", text(from.get("task")));
    fields.put("user", user.isEmpty() ? text(from.get("user")) : user);
    fields.put("member", inline ? "unknown" : text(generation.get("member")));
    fields.put("checkpoint", inline ? "0" : text(generation.get("checkpoint")));
    fields.put("propensity", inline ? "1.0" : text(generation.get("propensity")));
    fields.put("messages", text(from.get("messages")));
    fields.put("response", response);
    fields.put("rejected", response);
    fields.put("generatedAt", text(from.get(inline ? "editedAt" : "createdAt")));
    fields.put("editedAt", text(edit.get("editedAt")));
    boolean cut = !inline && !generation.get("finishReason").toString().equals("STOP");
    fields.put("cut", text(cut));
    if (action.equals("DISCARDED")) {
      fields.put("edited", "null");
      fields.put("cost", "1.0");
      fields.put("charge", "1.0");
      return new ExpectedLabel(fields, true);
    }
    String edited = action.equals("ACCEPTED") ? response : text(edit.get("text"));
    fields.put("edited", edited);
    fields.put("chosen", edited);
    double distance = plainDistance(response, edited);
    int words = Words.of(response).size();
    fields.put("cost", text(distance / Math.max(1, words)));
    int most = Math.max(words, Words.of(edited).size());
    fields.put("charge", text(distance / Math.max(1, most)));
    return new ExpectedLabel(fields, false);
  }

  boolean isMade(Topic topic) {
    return switch (topic) {
      case COST -> true;
      case SUPERVISION -> !discarded;
      case PREFERENCE -> !discarded && !fields.get("chosen").equals(fields.get("rejected"));
      default -> throw new IllegalArgumentException(topic + " holds no labels");
    };
  }

  boolean isMetBy(GenericRecord label) {
    for (Schema.Field field : label.getSchema().getFields()) {
      if (!text(label.get(field.name())).equals(fields.get(field.name()))) {
        return false;
      }
    }
    return true;
  }

  private static String text(Object value) {
    return Objects.toString(value);
  }

  private static int plainDistance(String response, String edited) {
    List<String> from = Words.of(response);
    List<String> to = Words.of(edited);
    int[][] cost = new int[from.size() + 1][to.size() + 1];
    for (int i = 0; i <= from.size(); i++) {
      for (int j = 0; j <= to.size(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
        } else {
          int kept = cost[i - 1][j - 1] + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
          cost[i][j] = Math.min(kept, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        }
      }
    }
    return cost[from.size()][to.size()];
  }
}
