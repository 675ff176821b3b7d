package dev.medley.lab.users;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.schemas.edits.EditCost;
import dev.medley.schemas.edits.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A user played by a language model behind any OpenAI-compatible address. It is told what this
 * source's reader prefers (the styles of PRELUDE, Gao et al. 2024), all of it or, where the user is
 * weak, a random part, and edits the response or leaves it.
 */
public final class ModelUser implements User {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Map<String, List<String>> PREFERENCES =
      Map.of(
          "structured",
          List.of("structured", "to the point", "respectful", "professional greeting and closing"),
          "informal",
          List.of("informal", "conversational", "no closing"),
          "positive",
          List.of("casual", "positive", "clear", "call to action"),
          "engaging",
          List.of("engaging", "personalised", "professional", "thankful closing"),
          "children",
          List.of("for young children", "storytelling", "short sentences", "playful", "positive"),
          "bullets",
          List.of("bullet points", "parallel structure", "brief"),
          "tweet",
          List.of("tweet style", "simple English", "inquisitive", "with emojis"),
          "questions",
          List.of("question and answer"));

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI uri;
  private final String model;
  private final Strength strength;
  private final int shift;

  /**
   * @param baseUrl up to and with {@code /v1}, such as {@code http://localhost:8000/v1}
   * @param model as the server names it
   */
  public ModelUser(URI baseUrl, String model, Strength strength, int shift) {
    this.uri = URI.create(baseUrl.toString().replaceAll("/+$", "") + "/chat/completions");
    this.model = requireNonNull(model, "model is null");
    this.strength = requireNonNull(strength, "strength is null");
    this.shift = shift;
  }

  /**
   * Asks the model.
   *
   * @throws UncheckedIOException where the server does not answer with a completion, naming it
   */
  @Override
  public Reaction react(Situation situation, String response) {
    String answer = complete(request(situation, response)).strip();
    boolean same = answer.equals("SAME") || answer.equals(response.strip());
    double facts = situation.context().fidelity(response);
    int words = Words.of(response).size();
    return same
        ? new Reaction(Action.ACCEPTED, Optional.empty(), 0, facts, words)
        : new Reaction(
            Action.EDITED, Optional.of(answer), EditCost.of(response, answer), facts, words);
  }

  private String request(Situation situation, String response) {
    ObjectNode json = JSON.createObjectNode().put("model", model).put("temperature", 0);
    ArrayNode messages = json.putArray("messages");
    messages
        .addObject()
        .put("role", "system")
        .put("content", instruction(preferences(situation), situation.task()));
    String context = situation.messages().get(situation.messages().size() - 1).content();
    messages
        .addObject()
        .put("role", "user")
        .put("content", "Request:\n%s\n\nDraft:\n%s".formatted(context, response));
    return json.toString();
  }

  private static String instruction(List<String> preferences, String task) {
    return ("You revise drafts that an assistant wrote for you. You want every %s to be: %s. Change"
            + " only what keeps the draft from being so, or what contradicts the request; keep all"
            + " other words. If nothing needs to change, answer with the one word SAME. Otherwise"
            + " answer with the whole revised text and nothing else.")
        .formatted(task, String.join(", ", preferences));
  }

  /** All, or where the user is weak a random part, one at least. */
  private List<String> preferences(Situation situation) {
    List<String> all = PREFERENCES.get(Source.of(situation.context()).style(shift));
    if (strength == Strength.STRONG) {
      return all;
    }
    SplittableRandom random = new SplittableRandom(situation.seed());
    int certain = random.nextInt(all.size());
    List<String> some = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i == certain || random.nextBoolean()) {
        some.add(all.get(i));
      }
    }
    return some;
  }

  private String complete(String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    String key = System.getenv("OPENAI_API_KEY");
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonNode text = JSON.readTree(answer.body()).at("/choices/0/message/content");
      if (answer.statusCode() != 200 || !text.isTextual()) {
        throw new IOException("status " + answer.statusCode() + " without a completion");
      }
      return text.asText();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The user's model at %s did not answer (%s): check --user-url and --user-model"
              .formatted(uri, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the user's model was asked", e);
    }
  }
}
