package dev.medley.lab.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lab.protocol.Judgement;
import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.Users;
import dev.medley.lab.report.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableTest {
  private static final int ROUNDS = 200;
  private static final List<Method> SINGLE =
      List.of(Method.BASE, Method.SFT, Method.DPO, Method.EARLY);

  @Test
  void shouldFindThePapersWorstGaps() {
    // Given
    Table table = paper();

    // When
    double base = table.maxSubOpt(Method.BASE, SINGLE);
    double dpo = table.maxSubOpt(Method.DPO, SINGLE);

    // Then
    assertThat(base).isCloseTo(.7364, within(2e-4));
    assertThat(dpo).isCloseTo(.8698, within(2e-4));
  }

  @Test
  void shouldMeasureExcessOverTheBestMemberOfEachSetting() {
    // Given
    Table table = paper();

    // When
    double early = table.excess(Method.EARLY);
    double late = table.excess(Method.LATE);

    // Then
    double best = (.2092 + .3586 + .3365 + .3368) / 4;
    assertThat(early).isCloseTo(((.2092 + .3586 + .3438 + .4864) / 4) / best - 1, within(1e-9));
    assertThat(late).isBetween(0.0, early);
  }

  @Test
  void shouldPlayEachArmOnceFirst() {
    // Given
    Map<Method, List<Double>> costs = new EnumMap<>(Method.class);
    Method.MEMBERS.forEach(m -> costs.put(m, Collections.nCopies(50, m == Method.DPO ? .1 : .9)));

    // When
    List<Method> arms = Play.arms(Method.LATE_UCB1_TUNED, costs, Map.of(), 1);

    // Then
    assertThat(arms.subList(0, 4)).containsExactlyInAnyOrderElementsOf(Method.MEMBERS);
    assertThat(arms.subList(4, 50)).containsOnly(Method.DPO);
    assertThat(Play.arms(Method.LATE_UCB1_TUNED, costs, Map.of(), 1)).isEqualTo(arms);
  }

  @Test
  void shouldBeginWithTheMemberThatTheGatePrefers() {
    // Given
    Map<Method, List<Double>> costs = new EnumMap<>(Method.class);
    Method.MEMBERS.forEach(m -> costs.put(m, Collections.nCopies(50, m == Method.RL ? .1 : .9)));
    Map<Method, Double> believed =
        Map.of(Method.SFT, .8, Method.DPO, .9, Method.RL, .1, Method.EARLY, .8);

    // When
    List<Method> arms = Play.arms(Method.LATE, costs, believed, 1);

    // Then
    assertThat(Collections.frequency(arms, Method.RL)).isGreaterThan(45);
  }

  @Test
  void shouldGiveStudentsInterval() {
    // When
    Interval interval = Interval.of(List.of(1.0, 2.0, 3.0));

    // Then
    assertThat(interval.mean()).isEqualTo(2);
    assertThat(interval.half()).isCloseTo(4.3027 / Math.sqrt(3), within(1e-3));
    assertThat(Interval.of(List.of(1.0)).low()).isNaN();
  }

  /** Columns whose every round costs what the paper found; RL costs 2. */
  private static Table paper() {
    Map<Method, List<Double>> paper = Paper.table(Users.Judge.OWN);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < Setting.ALL.size(); i++) {
      Map<Method, List<Judgement>> arms = new EnumMap<>(Method.class);
      for (Method arm : Method.ARMS) {
        double cost = arm == Method.RL ? 2 : paper.get(arm).get(i);
        arms.put(
            arm,
            List.of(
                new Judgement(
                    Collections.nCopies(ROUNDS, cost),
                    Collections.nCopies(ROUNDS, 1.0),
                    Collections.nCopies(ROUNDS, 9))));
      }
      columns.add(new Column(Setting.ALL.get(i), arms, Map.of()));
    }
    return new Table(Users.Judge.OWN, columns);
  }
}
