package dev.medley.local.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.local.terminal.Console;
import dev.medley.local.users.BaseModel;
import dev.medley.local.users.EditFigures;
import dev.medley.local.users.EditLog;
import dev.medley.local.users.EditWorth;
import dev.medley.local.users.Turn;
import dev.medley.local.users.Users;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * What a run came to, as one line of JSON; a figure without anything to measure is null.
 *
 * @param first the run's first edits
 * @param last the run's last edits
 * @param baseFirst what the base's responses to the contexts of {@code first} are worth
 * @param baseLast the same of {@code last}
 */
public record Summary(
    long edits,
    List<EditFigures> first,
    List<EditFigures> last,
    List<EditWorth> baseFirst,
    List<EditWorth> baseLast,
    long checkpoints,
    OptionalDouble freshnessP50Seconds,
    OptionalLong deadLetters,
    long failedRequests) {

  /**
   * Of a run whose users have stopped; asks the base what it would have answered.
   *
   * @param model folder of the base
   * @param deadLetters empty where nobody looked
   */
  public static Summary of(
      EditLog log, Arms arms, Users users, OptionalLong deadLetters, Path model, Console console) {
    List<Turn> first = log.first();
    List<Turn> last = log.last();
    if (last.size() < EditLog.WINDOW) {
      console.say(
          "%d edits are fewer than %d: first and last are windows of %d"
              .formatted(log.count(), 2 * EditLog.WINDOW, last.size()));
    }
    console.say("asking the base about the same %d contexts".formatted(first.size() + last.size()));
    return new Summary(
        log.count(),
        first.stream().map(Turn::figures).toList(),
        last.stream().map(Turn::figures).toList(),
        BaseModel.worths(model, first),
        BaseModel.worths(model, last),
        arms.checkpoints(),
        arms.freshness().medianSeconds(),
        deadLetters,
        users.failedRequests());
  }

  public String toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("edits", edits);
    put(json, "costFirst200", mean(first, EditFigures::cost));
    put(json, "costLast200", mean(last, EditFigures::cost));
    put(json, "costBaseFirst200", mean(baseFirst, EditWorth::cost));
    put(json, "costBaseLast200", mean(baseLast, EditWorth::cost));
    put(json, "chargeFirst200", mean(first, EditFigures::charge));
    put(json, "chargeLast200", mean(last, EditFigures::charge));
    put(json, "chargeBaseFirst200", mean(baseFirst, EditWorth::charge));
    put(json, "chargeBaseLast200", mean(baseLast, EditWorth::charge));
    put(json, "factsFirst200", mean(first, EditFigures::facts));
    put(json, "factsLast200", mean(last, EditFigures::facts));
    put(json, "lengthRatio", lengthRatio());
    json.put("checkpoints", checkpoints);
    put(json, "freshnessP50Seconds", freshnessP50Seconds);
    json.put("deadLetters", deadLetters.isPresent() ? deadLetters.getAsLong() : null);
    json.put("failedRequests", failedRequests);
    return json.toString();
  }

  private OptionalDouble lengthRatio() {
    OptionalDouble before = mean(first, EditFigures::words);
    OptionalDouble after = mean(last, EditFigures::words);
    return before.isPresent() && after.isPresent() && before.getAsDouble() > 0
        ? OptionalDouble.of(after.getAsDouble() / before.getAsDouble())
        : OptionalDouble.empty();
  }

  private static <T> OptionalDouble mean(List<T> of, ToDoubleFunction<T> figure) {
    return of.stream().mapToDouble(figure).average();
  }

  private static void put(ObjectNode json, String name, OptionalDouble value) {
    if (value.isPresent()) {
      json.put(name, Math.round(value.getAsDouble() * 1e4) / 1e4);
    } else {
      json.putNull(name);
    }
  }
}
