package dev.medley.lab.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.schemas.edits.EditCost;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The users whom members meet beside strong and weak ones. */
final class UsersTest {
  private static final User STRONG =
      SimulatedUser.ofSources("email", Strength.STRONG, Taste.OWN, 0);

  @Test
  void shouldWantAnotherStyleOfEachSource() {
    for (String task : List.of("email", "summary")) {
      // When
      Set<String> styles = new HashSet<>();
      Source.of(task).forEach(source -> styles.add(source.style(0)));

      // Then
      assertThat(styles).hasSize(4).doesNotContain("plain");
      assertThat(Source.of(task)).allMatch(source -> !source.style(1).equals(source.style(0)));
    }
  }

  @Test
  void shouldMeetEverySource() {
    // When
    EnumSet<Source> met = EnumSet.noneOf(Source.class);
    situations("email", 100).forEach(s -> met.add(Source.of(s.context())));
    situations("summary", 100).forEach(s -> met.add(Source.of(s.context())));

    // Then
    assertThat(met).isEqualTo(EnumSet.allOf(Source.class));
  }

  @Test
  void shouldWantOtherWordingsOfTheSameStyleAtTransfer() {
    // Given
    SimulatedUser own = SimulatedUser.ofSources("email", Strength.STRONG, Taste.OWN, 0);
    SimulatedUser other = SimulatedUser.ofSources("email", Strength.STRONG, Taste.TRANSFER, 0);
    Situation situation = situations("email", 1).get(0);
    String style = own.hiddenStyle(situation);
    String first = situation.context().texts(style, List.of(0)).get(0);
    String second = situation.context().texts(style, List.of(1)).get(0);

    // When
    List<Double> costs =
        List.of(
            own.cost(situation, first),
            other.cost(situation, second),
            own.cost(situation, second),
            other.cost(situation, first));

    // Then
    assertThat(other.hiddenStyle(situation)).isEqualTo(style);
    assertThat(costs.subList(0, 2)).containsOnly(0.0);
    assertThat(costs.subList(2, 4)).allMatch(cost -> cost > 0);
  }

  @Test
  void shouldBeCarelessInItsShare() {
    // Given
    User careless = new CarelessUser(STRONG, 0.4);
    List<String> edits = new ArrayList<>();

    // When
    for (Situation situation : situations("email", 300)) {
      String draft = "one two three four five six";
      Reaction reaction = careless.react(situation, draft);
      String edited = reaction.text().orElse(draft);
      assertThat(reaction.cost()).isEqualTo(EditCost.of(draft, edited));
      edits.add(edited);
    }

    // Then
    long empty = edits.stream().filter(String::isEmpty).count();
    long shuffled = edits.stream().filter(e -> e.length() == 27).count();
    assertThat(empty).isBetween(40L, 80L);
    assertThat(shuffled).isBetween(40L, 80L);
  }

  @Test
  void shouldSteerToOneText() {
    // Given
    User hostile = new HostileUser(STRONG, 0.2, "buy this");

    // When
    long steered =
        situations("email", 300).stream()
            .filter(s -> hostile.react(s, "a draft").text().orElse("").equals("buy this"))
            .count();

    // Then
    assertThat(steered).isBetween(40L, 80L);
  }

  @Test
  void shouldBeSilentMoreOftenAfterGoodDrafts() {
    // Given
    User silent = new SilentUser(STRONG, 0.9, 0.1);
    int afterGood = 0;
    int afterBad = 0;

    // When
    for (Situation situation : situations("email", 200)) {
      String style = Source.of(situation.context()).style(0);
      String good = situation.context().texts(style, List.of(0)).get(0);
      afterGood += silent.react(situation, good).action() == Action.SILENT ? 1 : 0;
      afterBad += silent.react(situation, "no").action() == Action.SILENT ? 1 : 0;
    }

    // Then
    assertThat(afterGood).isBetween(160, 198);
    assertThat(afterBad).isBetween(5, 40);
  }

  @Test
  void shouldChangeItsMind() {
    // Given
    User later = SimulatedUser.ofSources("email", Strength.STRONG, Taste.OWN, 1);
    DriftingUser drifting = new DriftingUser(STRONG, later, 10);

    // When
    List<User> users = List.of(drifting.at(9), drifting.at(10));

    // Then
    assertThat(users).containsExactly(STRONG, later);
  }

  private static List<Situation> situations(String task, int count) {
    SimulatedUser user = SimulatedUser.of(task, Strength.STRONG, 0, 7);
    List<Situation> situations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      situations.add(user.next());
    }
    return situations;
  }
}
