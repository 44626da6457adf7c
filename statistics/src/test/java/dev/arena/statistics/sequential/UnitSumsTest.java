package dev.arena.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.loss.FixedPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UnitSumsTest {
  private static final long LARGEST = 587_000_000L; // a log loss of 35

  /** Votes of few voters arrive in any order, and some are withdrawn. */
  @Property
  void theOrderOfVotesAndThoseThatWereWithdrawnDoNotMatter(
      @ForAll @Size(max = 40) List<@LongRange(min = -LARGEST, max = LARGEST) Long> values,
      @ForAll @Size(max = 10) List<@LongRange(min = -LARGEST, max = LARGEST) Long> withdrawn,
      @ForAll @IntRange(min = 1, max = 5) int voters,
      @ForAll long seed) {
    record Event(int voter, long value, boolean added) {}
    List<Event> added = new ArrayList<>();
    List<Event> removed = new ArrayList<>();
    Random random = new Random(seed);
    values.forEach(value -> added.add(new Event((int) Math.floorMod(value, voters), value, true)));
    withdrawn.forEach(
        value -> {
          int voter = random.nextInt(voters);
          added.add(new Event(voter, value, true));
          removed.add(new Event(voter, value, false));
        });
    Collections.shuffle(added, random);
    List<Event> events = new ArrayList<>(added);
    events.addAll(removed);
    Map<Integer, Unit> units = new HashMap<>();
    UnitSums sums = UnitSums.EMPTY;
    for (Event event : events) {
      Unit before = units.getOrDefault(event.voter(), Unit.EMPTY);
      Unit after = event.added() ? before.plus(event.value()) : before.minus(event.value());
      units.put(event.voter(), after);
      sums = sums.minus(before).plus(after);
    }
    Map<Integer, Unit> expected = new HashMap<>();
    values.forEach(
        value ->
            expected.merge(
                (int) Math.floorMod(value, voters),
                Unit.of(value),
                (unit, one) -> unit.plus(one.sum())));
    UnitSums whole = UnitSums.EMPTY;
    for (Unit unit : expected.values()) {
      whole = whole.plus(unit);
    }
    assertThat(sums).isEqualTo(whole);
    assertThat(sums.plus(whole).minus(whole)).isEqualTo(whole);
  }

  @Property
  void meanAndStandardDeviationAreThoseOfTheValues(
      @ForAll @Size(min = 2, max = 60)
          List<@LongRange(min = -LARGEST, max = LARGEST) Long> values) {
    UnitSums sums = UnitSums.EMPTY;
    for (long value : values) {
      sums = sums.plus(Unit.of(value));
    }
    double[] numbers = values.stream().mapToDouble(FixedPoint::toDouble).toArray();
    double mean = 0;
    for (double number : numbers) {
      mean += number / numbers.length;
    }
    double spread = 0;
    for (double number : numbers) {
      spread += (number - mean) * (number - mean);
    }
    double deviation = Math.sqrt(spread / (numbers.length - 1));
    assertThat(sums.units()).isEqualTo(numbers.length);
    assertThat(sums.mean()).isCloseTo(mean, within(1e-9));
    assertThat(sums.standardDeviation()).isCloseTo(deviation, within(4e-4));
  }

  @Test
  void theMeanOfAUnitIsRoundedToTheNearestStep() {
    assertThat(new Unit(2, 5).mean()).isEqualTo(3);
    assertThat(new Unit(2, -5).mean()).isEqualTo(-2);
    assertThat(new Unit(3, 4).mean()).isEqualTo(1);
    assertThat(new Unit(3, -4).mean()).isEqualTo(-1);
    assertThat(Unit.EMPTY.mean()).isZero();
  }

  @Test
  void aUnitWithoutVotesIsNotAnObservation() {
    assertThat(UnitSums.EMPTY.plus(Unit.EMPTY)).isEqualTo(UnitSums.EMPTY);
    assertThat(UnitSums.EMPTY.mean()).isNaN();
    assertThat(UnitSums.EMPTY.plus(Unit.of(3)).standardDeviation()).isNaN();
  }

  @Test
  void equalValuesHaveTheSpreadThatCannotBeSeen() {
    UnitSums sums = UnitSums.EMPTY.plus(Unit.of(1000)).plus(Unit.of(1000));
    assertThat(sums.standardDeviation()).isBetween(1e-4, 2e-4);
  }

  @Test
  void moreVotesThanWereAddedCannotBeWithdrawn() {
    assertThatThrownBy(() -> Unit.EMPTY.minus(1)).hasMessageContaining("expected at least 0 votes");
    assertThatThrownBy(() -> Unit.of(2).minus(1)).hasMessageContaining("a sum of 0 without any");
  }

  @Test
  void aSumThatDoesNotFitIsAnErrorRatherThanAWrongSum() {
    UnitSums full = new UnitSums(1, 0, Long.MAX_VALUE);
    assertThatThrownBy(() -> full.plus(Unit.of(LARGEST))).isInstanceOf(ArithmeticException.class);
  }
}
