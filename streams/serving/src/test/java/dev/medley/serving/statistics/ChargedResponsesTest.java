package dev.medley.serving.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.schemas.Cost;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.serving.Costs;
import dev.medley.serving.events.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which responses carry a charge, and which one. */
final class ChargedResponsesTest {
  @TempDir Path folder;
  private Log log;

  @BeforeEach
  void start() {
    log = new Log(folder);
  }

  @AfterEach
  void stop() {
    log.close();
  }

  @Test
  void shouldChargeACutResponseFromTheMomentItIsLogged() {
    // When
    log.give("a", "sft", FinishReason.LENGTH, Log.START);

    // Then
    assertCharged(1, 1);
    assertThat(log.total("sft").answered()).isZero();
    assertThat(log.total("sft").cut()).isEqualTo(1);
  }

  @Test
  void shouldTakeTheChargeOfAnEditInPlaceOfThatOfTheCut() {
    // Given
    log.give("a", "sft", FinishReason.LENGTH, Log.START);
    log.answer("a", 0, "sft", 0.25, Log.START);

    // When
    log.answer("a", 1, "sft", 0.5, Log.START);

    // Then
    assertCharged(1, 0.5);
    assertThat(log.total("sft").costSum()).isEqualTo(1);
    assertThat(log.total("sft").answered()).isEqualTo(1);
    assertThat(log.total("sft").cut()).isEqualTo(1);
    assertThat(log.total("sft").responses().plays()).isEqualTo(1);
  }

  @Test
  void shouldCountACancelledResponseAndChargeItNothing() {
    // Given
    log.answer("a", 0, "sft", 0.5, Log.START);

    // When
    log.give("b", "sft", FinishReason.CANCELLED, Log.START);
    log.pass(Duration.ofHours(25));

    // Then
    assertCharged(1, 0.5);
    assertThat(log.total("sft").cancelled()).isEqualTo(1);
    assertThat(log.total("sft").silent()).isZero();
    assertThat(log.total("sft").shareCancelled()).isEqualTo(0.5);
    assertThat(log.total("sft").state().responses().plays()).isEqualTo(2);
  }

  @Test
  void shouldChargeACancelledResponseThatIsEditedLater() {
    // Given
    log.give("a", "sft", FinishReason.CANCELLED, Log.START);

    // When
    log.answer("a", 0, "sft", 0.75, Log.START);

    // Then
    assertCharged(1, 0.75);
    assertThat(log.total("sft").cancelled()).isZero();
    assertThat(log.total("sft").responses().plays()).isEqualTo(1);
  }

  @Test
  void shouldCountEachOnceHoweverOftenItComes() {
    // Given
    for (int i = 0; i < 3; i++) {
      log.give("a", "sft", FinishReason.LENGTH, Log.START);
      log.give("b", "sft", FinishReason.CANCELLED, Log.START);
    }

    // When
    for (int i = 0; i < 3; i++) {
      log.answer("c", 0, "sft", 0.5, Log.START);
      log.give("c", "sft", FinishReason.LENGTH, Log.START);
    }

    // Then
    assertCharged(2, 1.5);
    assertThat(log.total("sft").cut()).isEqualTo(2);
    assertThat(log.total("sft").cancelled()).isEqualTo(1);
    assertThat(log.total("sft").responses().plays()).isEqualTo(3);
  }

  @Test
  void shouldCountAnAnswerThatCarriesItsResponseForTheArmThatGaveIt() {
    // Given
    log.give("a", "sft", FinishReason.LENGTH, Log.START);
    log.answer("b", 0, "unknown", 0.5, Log.START.plusSeconds(9));

    // When
    log.answer("a", 0, "unknown", 0.25, Log.START.plusSeconds(9));
    log.give("b", "sft", FinishReason.STOP, Log.START);

    // Then
    assertCharged(2, 0.75);
    assertThat(log.total("sft").answered()).isEqualTo(2);
    assertThat(log.total("sft").responses().plays()).isEqualTo(2);
    assertThat(log.total("unknown")).isEqualTo(ArmTotal.NONE);
  }

  @Test
  void shouldCountNothingOfAnArmThatTheRequestNamed() {
    // Given
    Generation pinned = Log.generation("a", "sft", FinishReason.LENGTH, Log.START);
    pinned.setPinned(true);
    log.give(pinned);
    log.answer("a", 0, "sft", 1, Log.START);

    // When
    Generation answeredFirst = Log.generation("b", "sft", FinishReason.CANCELLED, Log.START);
    answeredFirst.setPinned(true);
    log.answer("b", 0, "sft", 1, Log.START);
    log.give(answeredFirst);

    // Then
    assertThat(log.total("sft")).isEqualTo(ArmTotal.NONE);
  }

  @Test
  void shouldChargeNothingWhereTheClientLimitedTheResponse() {
    // Given
    Generation limited = Log.generation("a", "sft", FinishReason.LENGTH, Log.START);
    limited.setLimited(true);

    // When
    log.give(limited);

    // Then
    assertCharged(0, 0);
    assertThat(log.total("sft").cancelled()).isEqualTo(1);
    assertThat(log.total("sft").cut()).isZero();
    assertThat(log.total("sft").responses().plays()).isEqualTo(1);
  }

  @Test
  void shouldChargeAResponseWithoutAWordUntilItIsAccepted() {
    // Given
    Generation wordless = Log.generation("a", "sft", FinishReason.STOP, Log.START);
    wordless.setResponse(" \n");

    // When
    log.give(wordless);

    // Then
    assertCharged(1, 1);
    assertThat(log.total("sft").cut()).isZero();
    assertThat(log.total("sft").waiting()).isZero();
    log.answer("a", 0, "sft", 0, Log.START);
    assertCharged(1, 0);
  }

  @Test
  void shouldCountAResponseOnceThatIsLoggedMuchLaterThanItWasMade() {
    // Given
    Instant longAgo = Log.START.minus(Duration.ofDays(60));
    log.give("a", "sft", FinishReason.LENGTH, longAgo);
    log.give("b", "sft", FinishReason.STOP, longAgo);
    log.pass(Duration.ofSeconds(3));

    // When
    log.give("a", "sft", FinishReason.LENGTH, longAgo);
    log.answer("a", 0, "sft", 0.25, longAgo);
    log.answer("b", 0, "sft", 0.5, longAgo);
    log.pass(Duration.ofDays(2));

    // Then
    assertCharged(2, 0.75);
    assertThat(log.total("sft").answered()).isEqualTo(2);
    assertThat(log.total("sft").silent()).isZero();
    assertThat(log.total("sft").responses().plays()).isEqualTo(2);
    assertThat(log.total("sft").settled().plays()).isEqualTo(2);
  }

  @Test
  void shouldTakeSilenceBackAsItWasCounted() {
    // Given
    Play waiting = Play.of(Log.generation("a", "sft", FinishReason.STOP, Log.START));
    ArmTotal accepted = ArmTotal.NONE.plus(new ArmChange(1, waiting.silent(true)));
    ArmTotal silent = ArmTotal.NONE.plus(new ArmChange(1, waiting.silent(false)));

    // When
    ArmTotal acceptedAgain = accepted.plus(new ArmChange(-1, waiting.silent(true)));
    ArmTotal silentAgain = silent.plus(new ArmChange(-1, waiting.silent(false)));

    // Then
    assertThat(accepted.charges().plays()).isEqualTo(1);
    assertThat(silent.charges().plays()).isZero();
    assertThat(silent.settled().costSum()).isEqualTo(1);
    assertThat(acceptedAgain).isEqualTo(ArmTotal.NONE);
    assertThat(silentAgain).isEqualTo(ArmTotal.NONE);
  }

  @Test
  void shouldCountAFallbackForTheBaseAlone() {
    // Given
    Generation fallback = Samples.generation();
    fallback.setId("a");
    fallback.setTask("email");
    fallback.setMember("base");
    fallback.setFallbackFrom("sft");
    fallback.setFinishReason(FinishReason.LENGTH);

    // When
    log.give(fallback);

    // Then
    assertThat(log.total("base").charges().plays()).isEqualTo(1);
    assertThat(log.total("sft")).isEqualTo(ArmTotal.NONE);
  }

  @Test
  void shouldTellTheChargeOfALabelThatHasNone() {
    // Given
    Cost old = Costs.of("a", 0, "email", "sft", 3);
    old.setResponse("so");
    old.setEdited("this was much longer");

    // When
    log.answer(old);

    // Then
    assertCharged(1, 0.75);
    assertThat(log.total("sft").costSum()).isEqualTo(3);
  }

  @Test
  void shouldNotCountAChargeThatNoneCanBe() {
    // Given
    log.answer("a", 0, "sft", 1.5, Log.START);
    log.answer("b", 0, "sft", Double.NaN, Log.START);

    // When
    log.answer("c", 0, "sft", 0.5, Log.START);

    // Then
    assertCharged(1, 0.5);
  }

  @Test
  void shouldComeToTheSameNumbersHoweverTheTwoTopicsMeet() {
    // Given
    List<Runnable> events = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      String id = "g" + i;
      FinishReason finish = List.of(FinishReason.values()).get(random.nextInt(3));
      int revisions = random.nextInt(3);
      events.add(() -> log.give(id, "sft", finish, Log.START.plusSeconds(60)));
      for (int revision = 0; revision < revisions; revision++) {
        int edit = revision;
        events.add(() -> log.answer(id, edit, "sft", edit / 4.0, Log.START.plusSeconds(60)));
      }
    }
    events.forEach(Runnable::run);
    ArmTotal inOrder = log.total("sft");
    log.close();
    log = new Log(folder.resolve("replay"));

    // When
    events.stream()
        .map(event -> new Shuffled(random.nextInt(), event))
        .sorted(Comparator.comparing(Shuffled::place))
        .forEach(
            shuffled -> {
              shuffled.event.run();
              shuffled.event.run();
            });

    // Then
    assertThat(log.total("sft").charges().plays()).isEqualTo(inOrder.charges().plays());
    assertThat(log.total("sft").charges().costSum())
        .isCloseTo(inOrder.charges().costSum(), within(1e-9));
    assertThat(log.total("sft"))
        .usingRecursiveComparison()
        .ignoringFields("charges")
        .isEqualTo(inOrder);
  }

  private record Shuffled(int place, Runnable event) {}

  private void assertCharged(long plays, double sum) {
    assertThat(log.total("sft").charges().plays()).isEqualTo(plays);
    assertThat(log.total("sft").charges().costSum()).isCloseTo(sum, within(1e-12));
  }
}
