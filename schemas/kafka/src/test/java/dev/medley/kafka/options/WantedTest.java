package dev.medley.kafka.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class WantedTest {
  private static final Map<Wanted<?>, List<String>> WRONG =
      Map.ofEntries(
          Map.entry(new Whole.FromZero(), List.of("", "ten", "-1", "1.5", "2147483648")),
          Map.entry(new Whole.FromOne(), List.of("0", "1e3")),
          Map.entry(new Whole.Port(), List.of("65536", "-1")),
          Map.entry(new Whole.Version(), List.of("", "ten", "-1")),
          Map.entry(new Whole.Versions(), List.of("ten", "-1")),
          Map.entry(new Whole.Seed(), List.of("", "1.0", "9223372036854775808")),
          Map.entry(
              new Decimal.FromZero(),
              List.of("", "ten", "-0.1", "NaN", "Infinity", "1e400", "5f", "0x1p3", "5.", " 5")),
          Map.entry(new Decimal.AboveZero(), List.of("0", "-1", "NaN", "Infinity")),
          Map.entry(new Decimal.Share(), List.of("7", "-0.1", "1.01", "NaN")),
          Map.entry(new Span.Seconds(), List.of("", "5s", "0", "-5", "1e-9", "NaN", "1e300")),
          Map.entry(new Span.SecondsFromOne(), List.of("", "0", "0.5", "10d")),
          Map.entry(new Span.SecondsFromZero(), List.of("-1", "Infinity")),
          Map.entry(new Span.Minutes(), List.of("0", "1e10")),
          Map.entry(new Span.Hours(), List.of("0", "1h", "10d", "0x1p3")),
          Map.entry(
              new Text.Brokers(),
              List.of("", "ten", "host:", "a:1,,b:2", "a:1,", "a b:1", "a:1 b:1")),
          Map.entry(new Text.TopicPrefix(), List.of("a/b", "é", "x".repeat(201))),
          Map.entry(new Text.Host(), List.of("", "a/b", "ten#", "http://a")),
          Map.entry(new Text.HexDigest(), List.of("x", "ab", "z".repeat(64))),
          Map.entry(new Text.DeviceName(), List.of("", "tpu", "cuda:")),
          Map.entry(new Text.PrecisionName(), List.of("", "float16")),
          Map.entry(
              new Address(),
              List.of(
                  "ten",
                  "localhost:8000",
                  "ftp://a",
                  "http://",
                  "http://a b",
                  "http://my_vllm:8000",
                  "http://:8000")),
          Map.entry(
              new Address.Several(),
              List.of("", ",", "a:8081", "http://a,b", "http://:8081", "http://a:x", "ftp://a")));

  @TestFactory
  List<DynamicTest> shouldRefuseWhatIsNoSuchValue() {
    return WRONG.entrySet().stream()
        .flatMap(each -> each.getValue().stream().map(wrong -> test(each.getKey(), wrong)))
        .toList();
  }

  private static DynamicTest test(Wanted<?> wanted, String wrong) {
    String name = wanted.getClass().getName().replaceAll(".*[.]", "") + " '" + wrong + "'";
    return DynamicTest.dynamicTest(
        name,
        () ->
            // When
            assertThatThrownBy(() -> wanted.convert(wrong))

                // Then
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("need ")
                .hasMessageEndingWith("not '" + wrong + "'"));
  }

  @Test
  void shouldReadWhatIsRight() {
    // When
    // Then
    assertThat(new Whole.Port().convert("65535")).isEqualTo(65_535);
    assertThat(new Whole.Versions().convert("")).isNull();
    assertThat(new Decimal.Share().convert("0.02")).isEqualTo(0.02);
    assertThat(new Span.Hours().convert("0.5")).isEqualTo(Duration.ofMinutes(30));
    assertThat(new Span.SecondsFromOne().convert("1e0")).isEqualTo(Duration.ofSeconds(1));
    assertThat(new Span.SecondsFromZero().convert("0")).isZero();
    assertThat(new Text.Brokers().convert("a-1.b:9092,[::1]:9093"))
        .isEqualTo("a-1.b:9092,[::1]:9093");
    assertThat(new Text.Brokers().convert("a:1,  b:2 ,\nc:3\n")).isEqualTo("a:1,b:2,c:3");
    assertThat(new Text.Host().convert("::1")).isEqualTo("::1");
    assertThat(new Text.HexDigest().convert("Ab".repeat(32))).hasSize(64);
    assertThat(new Text.DeviceName().convert("cuda:1")).isEqualTo("cuda:1");
    assertThat(new Address().convert("https://a:8000/x")).isEqualTo(URI.create("https://a:8000/x"));
    assertThat(new Address.Several().convert("http://my_registry:8081, http://b,"))
        .isEqualTo("http://my_registry:8081,http://b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://me:secret@a", "me:secret@a", "me:sec\nret@a", "http://me:se@cret@"})
  void shouldNotShowAPassword(String address) {
    // When
    assertThatThrownBy(() -> new Address.Several().convert(address))

        // Then
        .hasMessageContaining("not '***@")
        .hasMessageNotContainingAny("sec", "ret");
  }
}
