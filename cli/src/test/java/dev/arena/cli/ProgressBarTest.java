package dev.arena.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now = 5;

  @Test
  void aTerminalShowsCountRateTimeLeftAndTheCallersText() {
    ProgressBar bar = bar(new Terminal(true, 100, true), 200);
    after(Duration.ofSeconds(2), () -> bar.update(50, "loss 0.69"));
    assertThat(written())
        .isEqualTo(
            "\rtrain  [#####---------------]   25%  50/200 pairs  25/s  6.0s left  loss 0.69");
  }

  @Test
  void aTerminalIsRedrawnAtMostTenTimesASecond() {
    ProgressBar bar = bar(new Terminal(true, 100, true), 200);
    after(Duration.ofMillis(100), () -> bar.add(1));
    after(Duration.ofMillis(99), () -> bar.add(1));
    assertThat(written()).containsOnlyOnce("\r");
  }

  @Test
  void elsewhereOneLineIsWrittenPerMinute() {
    ProgressBar bar = bar(new Terminal(false, 100, false), 200);
    after(Duration.ofSeconds(59), () -> bar.add(10));
    assertThat(written()).isEmpty();
    after(Duration.ofSeconds(1), () -> bar.add(10));
    after(Duration.ofSeconds(30), () -> bar.add(10));
    assertThat(written().lines()).containsExactly("train   10%  20/200 pairs  0.3/s  9m00s left");
  }

  @Test
  void theLastLineShowsCountAndDurationAndIsWrittenOnce() {
    ProgressBar bar = bar(new Terminal(false, 100, false), 200);
    after(Duration.ofSeconds(125), () -> bar.update(200, "loss 0.51"));
    bytes.reset();
    bar.close();
    bar.close();
    assertThat(written().lines()).containsExactly("train: 200 pairs in 2m05s (1.6/s), loss 0.51");
  }

  @Test
  void workThatFailedAtItsStartHasNoLastLine() {
    ProgressBar bar = bar(new Terminal(false, 100, false), 200);
    after(Duration.ofSeconds(2), bar::close);
    assertThat(written()).isEmpty();
  }

  @Test
  void earlierWorkCountsTowardsTheTotalButNotTheRate() {
    ProgressBar bar = bar(new Terminal(true, 100, true), 200);
    bar.startAt(100);
    after(Duration.ofSeconds(2), () -> bar.update(150));
    assertThat(written())
        .isEqualTo("\rtrain  [###############-----]   75%  150/200 pairs  25/s  2.0s left");
    bytes.reset();
    bar.close();
    assertThat(written().strip()).isEqualTo("train: 150 pairs in 2.0s (25/s)");
  }

  @Property
  void aLineNeverExceedsTheTerminal(
      @ForAll @IntRange(min = 20, max = 120) int columns, @ForAll @IntRange(max = 5000) int done) {
    bytes.reset();
    ProgressBar bar = bar(new Terminal(true, columns, true), 5000);
    after(Duration.ofSeconds(1), () -> bar.update(done, "loss 0.69"));
    assertThat(written().length() - 1).isBetween(1, columns - 1);
  }

  @Test
  void noColorAndColumnsAreHonoured() {
    Properties terminal = new Properties();
    terminal.setProperty("arena.terminal.stderr", "true");
    assertThat(Terminal.of("stderr", Map.of("NO_COLOR", "1", "COLUMNS", "44"), terminal))
        .isEqualTo(new Terminal(true, 44, false));
    assertThat(Terminal.of("stderr", Map.of("COLUMNS", "wide"), terminal))
        .isEqualTo(new Terminal(true, Terminal.DEFAULT_COLUMNS, true));
  }

  private ProgressBar bar(Terminal terminal, long total) {
    return new ProgressBar(
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        terminal,
        () -> now,
        new ProgressBar.Job("train", "pairs", total));
  }

  private void after(Duration time, Runnable action) {
    now += time.toNanos();
    action.run();
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
