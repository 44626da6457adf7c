package dev.arena.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.load.ProcessMetric;
import dev.arena.lab.soak.SoakReport.Counts;
import dev.arena.lab.soak.SoakReport.Sample;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {
  private static final Counts ALL_THERE = new Counts(100, 98, 2, 0, 0);

  @Test
  void whatGrowsOnlyWhileItWarmsUpPasses() {
    SoakReport report =
        report(ALL_THERE, ProcessMetric.HEAP, look -> look < 3 ? 100 + 200 * look : 900);

    assertThat(report.passed()).isTrue();
    assertThat(SoakCommand.SoakTable.lines(report)).noneMatch(line -> line.startsWith("grew"));
  }

  @Test
  void aVitalThatGrowsByTwoPercentFailsAndIsNamed() {
    SoakReport slow = report(ALL_THERE, ProcessMetric.RESIDENT, look -> 10_000 + 12 * look);
    SoakReport fast = report(ALL_THERE, ProcessMetric.RESIDENT, look -> 10_000 + 18 * look);

    assertThat(slow.passed()).isTrue();
    assertThat(fast.passed()).isFalse();
    assertThat(SoakCommand.SoakTable.lines(fast))
        .anyMatch(line -> line.startsWith("grew: resident memory"));
  }

  @Test
  void oneLookThatIsOffDoesNotCount() {
    SoakReport report = report(ALL_THERE, ProcessMetric.THREADS, look -> look == 17 ? 400 : 40);

    assertThat(report.passed()).isTrue();
  }

  @Test
  void directBuffersAreShownAndNotLimitedBecauseResidentMemoryHoldsThem() {
    assertThat(report(ALL_THERE, ProcessMetric.DIRECT, look -> look * look).passed()).isTrue();
  }

  @Test
  void whatIsLostOrComesTwiceFails() {
    assertThat(report(new Counts(100, 97, 2, 1, 0), ProcessMetric.HEAP, look -> 1).passed())
        .isFalse();
    assertThat(report(new Counts(100, 98, 2, 0, 1), ProcessMetric.HEAP, look -> 1).passed())
        .isFalse();
  }

  @Test
  void theLedgerKnowsWhatComesTwiceOrInTheWrongTopic() {
    Soak.Ledger ledger = new Soak.Ledger();
    int bad = IntStream.range(0, 100).filter(SoakRecords::isBad).findFirst().orElseThrow();
    ledger.came(bad, true);
    ledger.came(0, false);
    assertThat(ledger.answered()).isEqualTo(1);
    assertThat(ledger.deadLettered()).isEqualTo(1);
    assertThat(ledger.surplus()).isZero();

    ledger.came(0, false);
    ledger.came(1, true);
    assertThat(ledger.surplus()).isEqualTo(2);
    assertThat(ledger.answered()).isEqualTo(1);
    assertThat(ledger.deadLettered()).isEqualTo(1);
  }

  private static SoakReport report(Counts counts, ProcessMetric vital, IntToLongFunction values) {
    List<Sample> samples =
        IntStream.range(0, 18)
            .mapToObj(look -> new Sample(look, Map.of(vital, values.applyAsLong(look))))
            .toList();
    return new SoakReport(
        "", "", "m@1", 5, 18, false, counts, SoakReport.growths(samples), samples);
  }
}
