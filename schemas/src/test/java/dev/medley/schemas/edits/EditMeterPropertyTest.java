package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Texts of all Unicode, measured and split. */
final class EditMeterPropertyTest {
  private final EditMeter meter = new EditMeter(new Words());
  private final Words words = new Words();

  @Property(tries = 10_000)
  void shouldMeasureAllUnicodeAsThePlainProgrammeDoes(
      @ForAll("texts") String response, @ForAll("texts") String edited) {
    // Given
    Map<Object, Integer> ids = new HashMap<>();
    int[] from = EditCost.ids(formed(response), ids);
    int[] to = EditCost.ids(formed(edited), ids);

    // When
    double cost = meter.cost(response, edited);

    // Then
    double plain = new Pair(from, to).plainDistance();
    assertThat(cost).isEqualTo(plain / Math.max(1, from.length));
  }

  @Property(tries = 5_000)
  void shouldChargeAtMostOneAndAsMuchAsItCostsWhereTheResponseIsNotTheShorter(
      @ForAll("texts") String response, @ForAll("texts") String edited) {
    // When
    EditMeter.Measured measured = meter.measure(response, edited);

    // Then
    boolean shorter = formed(response).size() < formed(edited).size();
    assertThat(measured.charge()).isBetween(0.0, shorter ? Math.min(1, measured.cost()) : 1.0);
    assertThat(shorter || measured.charge() == measured.cost()).isTrue();
    assertThat(measured.cost()).isEqualTo(meter.cost(response, edited));
    assertThat(measured.charge()).isEqualTo(meter.charge(response, edited));
    assertThat(measured.charge()).isEqualTo(meter.charge(edited, response));
    assertThat(Charge.ofCost(measured.cost(), response, edited))
        .isCloseTo(measured.charge(), within(1e-12));
  }

  @Property(tries = 20_000)
  void shouldSplitSimpleTextsAsIcuDoes(@ForAll("simpleTexts") String text) {
    // Given
    List<String> whole = new ArrayList<>();
    words.splitAll(text, (source, start, end) -> whole.add(source.substring(start, end)));

    // When
    List<String> split = words.tokens(text);

    // Then
    assertThat(split).isEqualTo(whole);
  }

  @Property(tries = 5_000)
  void shouldKeepAllButWhiteSpace(@ForAll("texts") String text) {
    // When
    String joined = String.join("", words.tokens(text));

    // Then
    assertThat(without(joined)).isEqualTo(without(text));
  }

  @Example
  void shouldAllocateNothingOnceWarm() {
    // Given
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<String> texts = texts(40);
    measureAll(texts);

    // When
    long before = threads.getCurrentThreadAllocatedBytes();
    double sum = measureAll(texts);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // Then
    assertThat(sum).isPositive();
    // The probe itself may allocate, but not by the call: there are 1,600.
    assertThat(allocated).isLessThan(1_600);
  }

  @Example
  void shouldRefuseMoreTokensThanItsLimit() {
    // Given
    EditMeter bounded = new EditMeter(new Words(), 3);

    // When
    assertThatThrownBy(() -> bounded.cost("a b c", "a secret b c"))

        // Then
        .isInstanceOf(EditMeter.TooManyTokensException.class)
        .hasMessageContaining("3")
        .hasMessageNotContaining("secret");
    assertThat(bounded.cost("a b c", "a b d")).isEqualTo(1 / 3.0);
  }

  private double measureAll(List<String> texts) {
    double sum = 0;
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < texts.size(); j++) {
        sum += meter.cost(texts.get(i), texts.get(j)) + meter.charge(texts.get(j), texts.get(i));
      }
    }
    return sum;
  }

  private static List<String> texts(int count) {
    Random random = new Random(3);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int w = 0; w < 150 + random.nextInt(150); w++) {
        text.append("it’s word-").append(random.nextInt(500)).append(w % 9 == 0 ? ".\n" : ", ");
      }
      texts.add(text.append("end").toString());
    }
    return texts;
  }

  private static List<String> formed(String text) {
    return Words.of(SameText.form(text));
  }

  private static String without(String text) {
    return text.codePoints()
        .filter(c -> !com.ibm.icu.lang.UCharacter.isUWhiteSpace(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Character> common =
        anyOf(" \n.,:'’\"-_abcABC019éßжλ東京へ行くカー안녕ไทยက\u200d\u0301\u00ad\ud83c\udf89\ufe0f");
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.strings().withChars(' ', 'a', 'b', '.').ofMaxLength(400),
        common.list().ofMaxSize(80).map(EditMeterPropertyTest::text));
  }

  @Provide
  Arbitrary<String> simpleTexts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ascii().ofMaxLength(40),
        Arbitraries.strings().withCharRange('\0', '\u20ff').ofMaxLength(20),
        anyOf(" .,:;'’_-\"ab1２éжאָ٠·\u00a0\u2028\r\n\t")
            .list()
            .ofMaxSize(30)
            .map(EditMeterPropertyTest::text));
  }

  private static Arbitrary<Character> anyOf(String characters) {
    return Arbitraries.of(characters.chars().mapToObj(c -> (char) c).toList());
  }

  private static String text(List<Character> characters) {
    StringBuilder text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }
}
