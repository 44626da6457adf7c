package dev.arena.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

class LatenciesProperties {
  @Example
  void theP99OfAHundredLatenciesIsTheSecondLargest() {
    Latencies latencies =
        new Latencies(LongStream.rangeClosed(1, 100).map(ms -> (101 - ms) * 1_000_000).toArray());

    assertThat(latencies.count()).isEqualTo(100);
    assertThat(latencies.millis(0.5)).isEqualTo(50);
    assertThat(latencies.millis(0.99)).isEqualTo(99);
    assertThat(latencies.millis(1)).isEqualTo(100);
  }

  @Property
  void aQuantileIsTheSmallestLatencyThatThisFractionDoesNotExceed(
      @ForAll @NotEmpty long @LongRange(max = 1_000_000_000_000L) [] nanos,
      @ForAll @DoubleRange(min = 0.01, max = 1) double quantile) {
    double latency = new Latencies(nanos).millis(quantile);

    double needed = quantile * nanos.length;
    assertThat((double) LongStream.of(nanos).filter(one -> one / 1e6 <= latency).count())
        .isGreaterThanOrEqualTo(needed);
    assertThat((double) LongStream.of(nanos).filter(one -> one / 1e6 < latency).count())
        .isLessThan(needed);
  }

  @Example
  void noLatenciesAndQuantileZeroAreRejected() {
    assertThatThrownBy(() -> new Latencies(new long[0])).hasMessageContaining("at least one");
    assertThatThrownBy(() -> new Latencies(new long[1]).millis(0))
        .hasMessageContaining("more than 0");
  }
}
