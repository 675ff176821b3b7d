package dev.medley.lab.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.schemas.edits.EditCost;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimulatedUserTest {
  @Test
  void shouldAcceptEveryTextOfItsStyle() {
    SimulatedUser user = SimulatedUser.of("email", Strength.STRONG, 1, 2);
    for (int i = 0; i < 20; i++) {
      Situation situation = user.next();
      for (String text : situation.context().texts(user.hiddenStyle(situation))) {
        // When
        Reaction reaction = user.react(situation, text);

        // Then
        assertThat(reaction.action()).isEqualTo(Action.ACCEPTED);
        assertThat(reaction.cost()).isZero();
        assertThat(reaction.facts()).isEqualTo(1);
      }
    }
  }

  @Test
  void shouldEditAllTheWayWhenStrong() {
    // Given
    SimulatedUser user = SimulatedUser.of("summary", Strength.STRONG, 3, 2);
    Situation situation = user.next();
    String plain = situation.context().texts("plain").get(0);

    // When
    Reaction reaction = user.react(situation, plain);

    // Then
    String edited = reaction.text().orElseThrow();
    List<String> acceptable = situation.context().texts(user.hiddenStyle(situation));
    assertThat(acceptable).contains(edited);
    assertThat(reaction.cost()).isEqualTo(EditCost.of(plain, edited)).isGreaterThan(0.3);
    for (String text : acceptable) {
      assertThat(EditCost.of(plain, text)).isGreaterThanOrEqualTo(reaction.cost());
    }
  }

  @Test
  void shouldEditPartOfTheWayWhenWeak() {
    double weakCost = 0;
    double strongCost = 0;
    for (int i = 0; i < 50; i++) {
      // Given
      SimulatedUser weak = SimulatedUser.of("email", Strength.WEAK, 0, i);
      SimulatedUser strong = SimulatedUser.of("email", Strength.STRONG, 0, i);
      Situation situation = weak.next();
      String plain = situation.context().texts("plain").get(0);

      // When
      Reaction reaction = weak.react(situation, plain);

      // Then
      assertThat(reaction.text().orElseThrow()).isNotEqualTo(plain);
      assertThat(weak.react(situation, plain)).isEqualTo(reaction);
      weakCost += reaction.cost();
      strongCost += strong.cost(situation, plain);
    }
    assertThat(weakCost).isBetween(0.2 * strongCost, 0.8 * strongCost);
  }

  @Test
  void shouldEditWhateverCameOut() {
    // Given
    SimulatedUser user = SimulatedUser.of("email", Strength.WEAK, 5, 1);
    Situation situation = user.next();

    for (String response : List.of("", "🎉🎉\n\n", "no idea")) {
      // When
      Reaction reaction = user.react(situation, response);

      // Then
      assertThat(reaction.text().orElseThrow()).isNotBlank();
      assertThat(reaction.facts()).isZero();
    }
  }

  @Test
  void shouldWantOneStyleInOneRun() {
    // Given
    Situation situation = SimulatedUser.of("email", Strength.STRONG, 4, 3).next();

    // When
    List<String> styles =
        List.of(
            SimulatedUser.of("email", Strength.STRONG, 4, 1).hiddenStyle(situation),
            SimulatedUser.of("email", Strength.STRONG, 4, 2).hiddenStyle(situation),
            SimulatedUser.of("email", Strength.STRONG, 5, 1).hiddenStyle(situation));

    // Then
    assertThat(styles.get(1)).isEqualTo(styles.get(0));
    assertThat(styles.get(2)).isNotEqualTo(styles.get(0));
  }

  @Test
  void shouldNameAnUnknownTask() {
    // When
    assertThatThrownBy(() -> SimulatedUser.of("poem", Strength.WEAK, 1, 1))

        // Then
        .hasMessageContaining("'poem'")
        .hasMessageContaining("email");
  }
}
