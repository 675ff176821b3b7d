package dev.medley.lm.corpus;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a fact can be; values are composed from parts, so widely that remembering them is no help.
 */
enum FactKind {
  FIRST_NAME {
    @Override
    String draw(RandomGenerator random) {
      return Syllables.name(random, 2, 3);
    }
  },
  SURNAME {
    @Override
    String draw(RandomGenerator random) {
      return Syllables.name(random, 1, 2) + pick(random, SURNAME_ENDS);
    }
  },
  TOWN {
    @Override
    String draw(RandomGenerator random) {
      return Syllables.name(random, 1, 2) + pick(random, TOWN_ENDS);
    }
  },
  ROOM {
    @Override
    String draw(RandomGenerator random) {
      return pick(random, ROOMS) + " " + Syllables.name(random, 2, 2);
    }
  },
  SITE {
    @Override
    String draw(RandomGenerator random) {
      return Syllables.name(random, 2, 2) + " " + pick(random, SITES);
    }
  },
  COMPANY {
    @Override
    String draw(RandomGenerator random) {
      return Syllables.name(random, 2, 2) + " " + pick(random, COMPANIES);
    }
  },
  PRODUCT {
    @Override
    String draw(RandomGenerator random) {
      return Syllables.name(random, 2, 2) + " " + random.nextInt(10, 100);
    }
  },
  TOPIC {
    @Override
    String draw(RandomGenerator random) {
      return pick(random, SUBJECTS) + " " + pick(random, EVENTS);
    }
  },
  ITEM {
    @Override
    String draw(RandomGenerator random) {
      return "the " + pick(random, QUALITIES) + " " + pick(random, THINGS);
    }
  },
  DAY {
    @Override
    String draw(RandomGenerator random) {
      return pick(random, WEEKDAYS) + " " + random.nextInt(1, 31) + " " + pick(random, MONTHS);
    }
  },
  TIME {
    @Override
    String draw(RandomGenerator random) {
      return "%d:%02d".formatted(random.nextInt(8, 21), random.nextInt(60));
    }
  },
  COUNT {
    @Override
    String draw(RandomGenerator random) {
      return String.valueOf(random.nextInt(11, 1000));
    }
  },
  AMOUNT {
    @Override
    String draw(RandomGenerator random) {
      return String.valueOf(random.nextInt(100, 10_000));
    }
  },
  NUMBER {
    @Override
    String draw(RandomGenerator random) {
      return "" + (char) ('A' + random.nextInt(26)) + random.nextInt(100, 1000);
    }
  };

  private static final List<String> SURNAME_ENDS =
      List.of("son", "berg", "ley", "ford", "mann", "ova", "ski", "well", "sen", "lund");
  private static final List<String> TOWN_ENDS =
      List.of("ville", "ton", "burg", "ham", "stad", "field", "port", "dale", "wick", "mouth");
  private static final List<String> ROOMS =
      List.of("Room", "Hall", "Studio", "Office", "Villa", "Café", "Hotel", "Club");
  private static final List<String> SITES =
      List.of("Bridge", "Tunnel", "Station", "Library", "Museum", "Theatre", "Pool", "Tower");
  private static final List<String> COMPANIES =
      List.of("Labs", "Group", "Systems", "Foods", "Works", "Bank", "Motors", "Media");
  private static final List<String> SUBJECTS =
      List.of(
          "budget", "design", "hiring", "safety", "garden", "music", "market", "school", "travel",
          "team", "product", "energy", "kitchen", "science", "family", "press", "winter", "summer");
  private static final List<String> EVENTS =
      List.of(
          "review",
          "workshop",
          "meeting",
          "party",
          "lunch",
          "training",
          "briefing",
          "contest",
          "concert",
          "interview",
          "rehearsal",
          "debate",
          "course",
          "evening",
          "planning",
          "tour");
  private static final List<String> QUALITIES =
      List.of(
          "signed", "printed", "blue", "red", "old", "new", "spare", "large", "small", "heavy",
          "green", "final", "first", "second", "yellow", "empty");
  private static final List<String> THINGS =
      List.of(
          "contract",
          "report",
          "map",
          "laptop",
          "camera",
          "folder",
          "badge",
          "box",
          "ticket",
          "drawing",
          "cable",
          "chair",
          "list",
          "letter",
          "book",
          "key");
  private static final List<String> WEEKDAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  abstract String draw(RandomGenerator random);

  private static String pick(RandomGenerator random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
