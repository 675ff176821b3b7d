package dev.medley.lab.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
  @ParameterizedTest
  @CsvSource({"90s, 90", "10m, 600", "1h30m, 5400", "1h0m5s, 3605"})
  void shouldReadDurationsAsPeopleWriteThem(String text, long seconds) {
    // Given
    DurationConverter converter = new DurationConverter();

    // When
    Duration duration = converter.convert(text);

    // Then
    assertThat(duration).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "-5s", "0s", "10 m", "5s10m"})
  void shouldRefuseWhatIsNoDuration(String text) {
    // Given
    DurationConverter converter = new DurationConverter();

    // When
    // Then
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("10m");
  }
}
