package dev.arena.console.voting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.console.http.ProblemException;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.service.Daemons;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Votes while no broker answers. */
final class VoteWriterTest {
  private static final int IN_FLIGHT = 3;

  private final VoteWriter writer =
      new VoteWriter(
          Connection.to("127.0.0.1:1", "mock://vote-writer"),
          Daemons.named("votes"),
          ForkJoinPool.commonPool(),
          new VoteWriter.Limits(
              IN_FLIGHT, Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofSeconds(1)));

  @Test
  void votesAreRefusedSoonAndAtMostAFewWait() throws Exception {
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < IN_FLIGHT; i++) {
      waiting.add(writer.write(vote("p" + i)));
    }

    assertThatThrownBy(() -> writer.write(vote("one too many")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("3 votes are being written");
    for (CompletableFuture<Void> each : waiting) {
      assertThatThrownBy(() -> each.get(1, TimeUnit.MINUTES))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ProblemException.class)
          .hasMessageStartingWith("The vote was not stored; it can be sent again.")
          .hasMessageContaining("127.0.0.1:1");
    }
    assertThat(writer.write(vote("another"))).isNotNull();
    writer.close();
  }

  @Test
  void aClosedWriterTakesNoVotes() throws Exception {
    writer.close();

    assertThatThrownBy(() -> writer.write(vote("p")).get(1, TimeUnit.MINUTES))
        .cause()
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the console is stopping");
  }

  private static Vote vote(String pairId) {
    return Vote.newBuilder()
        .setPairId(pairId)
        .setOutcome(VoteOutcome.TIE)
        .setVoter("u")
        .setVotedAt(VotingStage.START)
        .build();
  }
}
