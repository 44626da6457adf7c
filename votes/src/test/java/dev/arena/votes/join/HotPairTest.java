package dev.arena.votes.join;

import static dev.arena.votes.join.JoinDriver.START;
import static dev.arena.votes.join.Samples.preference;
import static dev.arena.votes.join.Samples.vote;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair on which very many people vote costs no more per vote than any other. */
final class HotPairTest {
  private static final int VOTERS = 10_000;

  @TempDir Path folder;

  @Test
  void eachVoteIsStoredAndWrittenOnce() {
    try (JoinDriver join = new JoinDriver(folder)) {
      join.preference(preference("p1", START).build(), START);
      castVotes(join);

      assertThat(join.battles()).hasSize(VOTERS);
      assertThat(join.changes(JoinStores.VOTES)).isEqualTo(VOTERS);
      assertThat(join.changes(JoinStores.PAIRS)).isEqualTo(1);
    }
  }

  @Test
  void votesThatWaitedAreWrittenOnceEach() {
    try (JoinDriver join = new JoinDriver(folder)) {
      castVotes(join);
      assertThat(join.battles()).isEmpty();
      join.preference(preference("p1", START).build(), START);

      assertThat(join.battles()).hasSize(VOTERS);
      assertThat(join.changes(JoinStores.VOTES)).isEqualTo(2 * VOTERS);
      assertThat(join.changes(JoinStores.WAITING)).isEqualTo(2 * VOTERS);
    }
  }

  @Test
  void aPreferenceThatSaysNothingNewRewritesNoBattle() {
    try (JoinDriver join = new JoinDriver(folder)) {
      join.preference(preference("p1", START).build(), START);
      castVotes(join);
      join.battles();
      join.changes(JoinStores.PAIRS);
      for (int again = 1; again <= 100; again++) {
        join.preference(preference("p1", START.plusSeconds(again)).build(), START);
      }

      assertThat(join.battles()).isEmpty();
      assertThat(join.changes(JoinStores.PAIRS)).isZero();
    }
  }

  private static void castVotes(JoinDriver join) {
    for (int voter = 0; voter < VOTERS; voter++) {
      join.vote(vote("p1", START.plusSeconds(1)).setVoter("v" + voter).build());
    }
  }
}
