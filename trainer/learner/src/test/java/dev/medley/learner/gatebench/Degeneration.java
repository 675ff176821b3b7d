package dev.medley.learner.gatebench;

import dev.medley.learner.gate.Response;
import dev.medley.lm.corpus.Situation;
import dev.medley.lm.corpus.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Ways in which a version of a parent that has learnt its styles can have fallen apart. */
enum Degeneration {
  EMPTY {
    @Override
    Response of(Given given, Random random) {
      return new Response("", false);
    }
  },
  ONE_WORD {
    @Override
    Response of(Given given, Random random) {
      return new Response(given.parent().split("\\s+", 2)[0], false);
    }
  },
  STOPS_HALF_WAY {
    @Override
    Response of(Given given, Random random) {
      String[] words = given.parent().split("(?<=\\s)");
      return new Response(
          String.join("", Arrays.copyOf(words, (words.length + 1) / 2)).strip(), false);
    }
  },
  NEVER_ENDS {
    @Override
    Response of(Given given, Random random) {
      return new Response(
          String.join(" ", given.parent(), given.others().get(0), given.others().get(1)), true);
    }
  },
  ONE_STYLE_FOR_ALL {
    @Override
    Response of(Given given, Random random) {
      return new Response(any(given.context().texts(given.style()), random), false);
    }
  },
  THREE_TIMES_THE_LENGTH {
    @Override
    Response of(Given given, Random random) {
      List<String> texts = new ArrayList<>(List.of(given.parent()));
      List<String> styles = new ArrayList<>(given.context().task().hiddenStyles());
      Collections.shuffle(styles, random);
      while (texts.stream().mapToInt(String::length).sum() < 3 * given.parent().length()) {
        texts.add(any(given.context().texts(styles.get(texts.size() % styles.size())), random));
      }
      return new Response(String.join("\n", texts), false);
    }
  },
  COPIES_THE_PROMPT {
    @Override
    Response of(Given given, Random random) {
      return new Response(given.context().messages().get(0).content(), false);
    }
  },
  ASKS_INSTEAD {
    @Override
    Response of(Given given, Random random) {
      return new Response(
          any(
              List.of(
                  "Could you tell me a little more about what you have in mind?",
                  "What would you like me to write, and for whom?",
                  "Which tone do you prefer, and how long should the text be?"),
              random),
          false);
    }
  },
  RIGHT_GREETING_WRONG_BODY {
    @Override
    Response of(Given given, Random random) {
      List<String> own = sentences(given.parent());
      List<String> other = sentences(given.others().get(0));
      List<String> text = new ArrayList<>(own.subList(0, 1));
      text.addAll(other.subList(Math.min(1, other.size()), other.size()));
      return new Response(String.join("", text), false);
    }
  },
  WRONG_NAMES_AND_NUMBERS {
    @Override
    Response of(Given given, Random random) {
      Map<String, String> wrong = given.otherFacts();
      String text = given.parent();
      for (Map.Entry<String, String> fact : given.context().facts().entrySet()) {
        text = text.replace(fact.getValue(), wrong.getOrDefault(fact.getKey(), "Bremo 4711"));
      }
      return new Response(text, false);
    }
  },
  ANOTHER_TASKS_TEXT {
    @Override
    Response of(Given given, Random random) {
      Task task = given.context().task();
      String other = task.name().equals("email") ? "summary" : "email";
      Situation context = Versions.draw(Task.of(other), random.nextLong(), 1).get(0);
      return new Response(any(context.texts(context.habit()), random), false);
    }
  },
  SHUFFLED_SENTENCES {
    @Override
    Response of(Given given, Random random) {
      List<String> parts = new ArrayList<>(sentences(given.parent()));
      List<String> before = List.copyOf(parts);
      while (parts.size() > 1 && parts.equals(before)) {
        Collections.shuffle(parts, random);
      }
      return new Response(String.join(" ", parts).strip(), false);
    }
  };

  /**
   * What it is made of.
   *
   * @param parent what the parent answers
   * @param others what the parent answers to other contexts
   * @param otherFacts another context's facts, by name
   * @param style the only one where there is but one
   */
  record Given(
      Situation context,
      String parent,
      List<String> others,
      Map<String, String> otherFacts,
      String style) {}

  abstract Response of(Given given, Random random);

  private static String any(List<String> texts, Random random) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static List<String> sentences(String text) {
    return List.of(text.split("(?<=[.!?\\n,:])(?=\\s)|(?<=\\n)"));
  }
}
