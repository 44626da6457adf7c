package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.join.VoteRules.Standing;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

final class VoteRulesProperties {
  /** A vote in one of few states, so that equal ones occur. */
  record Cast(int outcome, long votedAt, int partition, long offset) {
    VoteContent content() {
      return VoteContent.of(
          Vote.newBuilder()
              .setPairId("p")
              .setOutcome(VoteOutcome.values()[outcome])
              .setVotedAt(Instant.ofEpochMilli(votedAt))
              .build(),
          new Position(partition, offset));
    }
  }

  @Property
  void exactlyOneOfTwoDifferentVotesReplacesTheOther(
      @ForAll @IntRange(max = 1) int outcome,
      @ForAll @IntRange(max = 1) int otherOutcome,
      @ForAll @LongRange(max = 2) long votedAt,
      @ForAll @LongRange(max = 2) long otherVotedAt,
      @ForAll @Size(2) List<@IntRange(max = 2) Integer> partitions) {
    VoteContent one = new Cast(outcome, votedAt, partitions.get(0), 1).content();
    VoteContent two = new Cast(otherOutcome, otherVotedAt, partitions.get(1), 2).content();

    Standing oneAfterTwo = VoteRules.standing(current(two), one);
    Standing twoAfterOne = VoteRules.standing(current(one), two);

    if (outcome == otherOutcome && votedAt == otherVotedAt) {
      assertThat(List.of(oneAfterTwo, twoAfterOne)).containsOnly(Standing.REPEATED);
    } else {
      assertThat(List.of(oneAfterTwo, twoAfterOne))
          .containsExactlyInAnyOrder(Standing.CURRENT, Standing.OUTDATED);
    }
  }

  private static VoteState current(VoteContent content) {
    return new VoteState(content, null, false, 0, 0, false);
  }
}
