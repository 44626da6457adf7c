package dev.arena.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ConfigTypeTest {
  @Property(tries = 200)
  void aWholeNumberIsAcceptedOnlyInsideItsRange(@ForAll @IntRange(min = -50, max = 50) int n) {
    Integer parsed = ConfigType.integer(-7, 30).parse(Integer.toString(n));

    assertThat(parsed).isEqualTo(n >= -7 && n <= 30 ? n : null);
  }

  @Test
  void durationsCarryTheirUnit() {
    assertThat(ConfigType.duration().parse("500 ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(ConfigType.duration().parse("10s")).isEqualTo(Duration.ofSeconds(10));
    assertThat(ConfigType.duration().parse("2 m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(ConfigType.duration().parse("30 d")).isEqualTo(Duration.ofDays(30));
    assertThat(ConfigType.duration().parse("10")).isNull();
    assertThat(ConfigType.duration().parse("-1 s")).isNull();
  }

  @Test
  void anIntervalMayBeOffButNotSoShortThatItKeepsAProcessorBusy() {
    assertThat(ConfigType.interval().parse("100 ms")).isEqualTo(Duration.ofMillis(100));
    assertThat(ConfigType.interval().parse("99 ms")).isNull();
    assertThat(ConfigType.interval().parse("off")).isNull();
    assertThat(ConfigType.intervalOrOff().parse("off")).isEqualTo(Optional.empty());
    assertThat(ConfigType.intervalOrOff().parse("100 ms"))
        .isEqualTo(Optional.of(Duration.ofMillis(100)));
    assertThat(ConfigType.intervalOrOff().parse("99 ms")).isNull();
    assertThat(ConfigType.intervalOrOff().parse("never")).isNull();
  }

  @Test
  void aListHasEachOfItsValuesOnce() {
    ConfigType<List<Integer>> numbers = ConfigType.list(ConfigType.integer(1, 9));

    assertThat(numbers.parse("3")).isEqualTo(List.of(3));
    assertThat(numbers.parse("3, 1")).isEqualTo(List.of(3, 1));
    assertThat(numbers.parse("3,1,3")).isNull();
    assertThat(numbers.parse("3,,1")).isNull();
    assertThat(numbers.parse("3,10")).isNull();
  }

  @Test
  void aPortMayBeOff() {
    assertThat(ConfigType.portOrOff().parse("off")).isEqualTo(OptionalInt.empty());
    assertThat(ConfigType.portOrOff().parse("8080")).isEqualTo(OptionalInt.of(8080));
    assertThat(ConfigType.portOrOff().parse("70000")).isNull();
  }

  @Test
  void onlyTrueAndFalseAreAccepted() {
    assertThat(ConfigType.truth().parse("true")).isTrue();
    assertThat(ConfigType.truth().parse("yes")).isNull();
  }

  @Test
  void wordsAreTakenAsWritten() {
    assertThat(ConfigType.oneOf("auto", "int8").parse(" int8 ")).isEqualTo("int8");
    assertThat(ConfigType.oneOf("auto", "int8").parse("INT8")).isNull();
  }
}
