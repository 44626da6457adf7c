package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.prove.FaultPlan.Kind;
import dev.arena.lab.prove.VotesVerdict.Violation;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryStack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run with votes, and broken copies of the votes service that it must detect. */
@Tag("broker")
final class ProveVotesTest {
  private static final long SEED = 18;
  private static final Duration STALL = Duration.ofMinutes(3);

  /** Each has its own stores, whose start takes most of the time of a short run. */
  private static final int PARTITIONS = 4;

  /** It passes only if something is wrong, so it may be long enough for a busy machine. */
  private static final Duration QUIET_IF_RIGHT = Duration.ofSeconds(30);

  private static final Duration QUIET_IF_WRONG = Duration.ofSeconds(3);

  private static @Nullable TemporaryStack stack;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws InterruptedException {
    stack = TemporaryStack.start("arena-prove-votes-test");
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void battlesAndTheirViewsAreAsExpectedWhateverIsKilled() throws Exception {
    FaultPlan plan =
        new FaultPlan(
            List.of(
                new FaultPlan.Fault(Kind.VOTES_KILL, 100, 0, Duration.ZERO, false),
                new FaultPlan.Fault(Kind.BROKER_KILL, 250, 0, Duration.ofMillis(300), false)),
            List.of());
    ProveReport result = run("votes", plan, 2, QUIET_IF_RIGHT, LocalService.Program.VOTES);

    assertThat(result.examples()).isEmpty();
    ProveReport.Votes votes = result.votes();
    assertThat(votes.examples()).isEmpty();
    assertThat(result.good()).isTrue();
    assertThat(votes.battles()).isGreaterThan(100);
    assertThat(votes.evaluations()).isPositive();
    assertThat(votes.leaderboards()).isGreaterThan(20);
    assertThat(votes.sent()).isEqualTo(400);
    assertThat(votes.deadLetters().keySet())
        .contains("unknown_pair", "voted_at", "invalid", "outcome", "body", "wire_format");
  }

  @Test
  void aCopyThatDoesNotNoticeRepeatedVotesIsCaught() throws Exception {
    assertCaught(MutatedVotes.Mutant.NO_DEDUPLICATION, Violation.WRONG_REVISION);
  }

  @Test
  void aCopyInWhichTheLastArrivalWinsIsCaught() throws Exception {
    assertCaught(MutatedVotes.Mutant.LAST_ARRIVAL, Violation.WRONG_BATTLE);
  }

  @Test
  void aCopyThatWritesNoTombstonesIsCaught() throws Exception {
    assertCaught(MutatedVotes.Mutant.NO_TOMBSTONES, Violation.STRANGE_BATTLE);
  }

  @Test
  void aCopyWhoseLeaderboardsKeepRemovedBattlesIsCaught() throws Exception {
    assertCaught(MutatedVotes.Mutant.BOARDS_KEEP_REMOVED_BATTLES, Violation.WRONG_LEADERBOARD);
  }

  private void assertCaught(MutatedVotes.Mutant mutant, Violation violation)
      throws IOException, InterruptedException {
    ProveReport result =
        run(
            "votes-" + mutant,
            new FaultPlan(List.of(), List.of()),
            1,
            QUIET_IF_WRONG,
            MutatedVotes.program(mutant, folder));

    assertThat(result.good()).isFalse();
    assertThat(result.examples()).isEmpty();
    assertThat(result.votes().wrong().get(violation.label())).as("%s", result.votes()).isPositive();
  }

  private static ProveReport run(
      String name, FaultPlan plan, int services, Duration quiet, LocalService.Program program)
      throws InterruptedException {
    return Proof.run(
        stack,
        new Proof.Options(
            name,
            SEED,
            500,
            100,
            PARTITIONS,
            1,
            plan,
            Proof.ClientTimeouts.SHIPPED, // no fault must look like one on a busy machine
            STALL,
            FaultInjectingScorer::program,
            new Proof.Votes(400, services, quiet, program)),
        accounted -> {},
        System::nanoTime);
  }
}
