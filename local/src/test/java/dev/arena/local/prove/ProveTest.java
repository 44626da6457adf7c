package dev.arena.local.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.local.servers.TemporaryStack;
import dev.arena.streamer.batching.BrokenScorer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The fault harness in its short form, and broken copies of the pipeline that it must catch. {@link
 * ProveCommandTest} has one more.
 */
@Tag("broker")
@Isolated("what a broken copy loses in time depends on who else works")
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SAME_THREAD)
final class ProveTest {
  private static final long SEED = 7;
  private static final ClientTimes SHORT =
      new ClientTimes(Duration.ofMillis(1_500), Duration.ofMillis(300), Duration.ofSeconds(3));
  private static final Duration STALL = Duration.ofSeconds(30);

  private static TemporaryStack stack;

  @BeforeAll
  static void start() throws InterruptedException {
    stack = TemporaryStack.start("arena-prove-test");
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void everyRecordComesOutExactlyOnceInOrderAndUnchangedWhateverIsKilled() throws Exception {
    FaultPlan.Size size = new FaultPlan.Size(1_500, 2, 1, 2);
    ProofResult result =
        Proof.run(
            stack,
            new ProofOptions(
                "whole",
                SEED,
                size.records(),
                ProofOptions.lead(size),
                size.scorers(),
                FaultPlan.of(SEED, size, SHORT.session()),
                SHORT,
                STALL,
                ProvedScorer::program),
            accounted -> {},
            System::nanoTime);

    assertThat(result.verdict().examples()).isEmpty();
    assertThat(result.stalled()).isFalse();
    assertThat(result.verdict().good()).isTrue();
    assertThat(result.verdict().scored() + result.verdict().deadLetters())
        .isEqualTo(size.records());
    assertThat(result.verdict().deadLetters()).isGreaterThan(size.records() / 50);
    assertThat(result.kinds()).hasSizeGreaterThan(20);
    size.counts()
        .forEach(
            (kind, count) ->
                assertThat(
                        kind == FaultKind.POISON
                            ? result.poison()
                            : result.faults().done().get(kind))
                    .as(kind.words())
                    .isEqualTo(count));
    assertThat(result.faults().killGaps()).isNotEmpty();
  }

  @Test
  void aCopyWithoutTheGateLosesRecordsAndIsCaught() throws Exception {
    Fault kill = new Fault(FaultKind.KILL, 100, 0, Duration.ZERO, false);

    Verdict verdict = verdict(BrokenScorer.Part.GATE, 600, List.of(kill));

    assertThat(verdict.count(Wrong.LOST)).isPositive();
    assertThat(verdict.examples()).anyMatch(example -> example.contains("nothing came of it"));
    assertThat(verdict.count(Wrong.DOUBLED)).isZero();
    assertThat(verdict.count(Wrong.OUT_OF_ORDER)).isZero();
  }

  @Test
  void aCopyThatDoesNotKeepTheOrderIsCaught() throws Exception {
    Verdict verdict = verdict(BrokenScorer.Part.ORDER, 300, List.of());

    assertThat(verdict.count(Wrong.OUT_OF_ORDER)).isPositive();
    assertThat(verdict.count(Wrong.LOST)).isZero();
    assertThat(verdict.count(Wrong.DOUBLED)).isZero();
    assertThat(verdict.count(Wrong.WRONG_VALUE)).isZero();
  }

  private static Verdict verdict(BrokenScorer.Part broken, int records, List<Fault> faults)
      throws InterruptedException {
    return Proof.run(
            stack,
            new ProofOptions(
                "broken-" + broken,
                SEED,
                records,
                records,
                1,
                new FaultPlan(faults, List.of()),
                SHORT,
                STALL,
                mood -> BrokenScorer.program(broken, mood)),
            accounted -> {},
            System::nanoTime)
        .verdict();
  }
}
