package dev.arena.votes.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.statistics.rating.BattleTable;
import dev.arena.statistics.rating.RatedVote;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.statistics.rating.StyleDifference;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoardRecordTest {
  @ParameterizedTest
  @EnumSource
  void aBoardIsTheSameAfterItWasARecord(BoardMethod method) {
    RatingOptions options = method.options(RatingOptions.DEFAULT);
    BattleTable table = new BattleTable();
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      String modelA = "m" + random.nextInt(4);
      String modelB = i == 0 ? "unranked" : "n" + random.nextInt(4);
      table.put(
          i,
          new RatedVote(
              modelA,
              modelB,
              BattleResult.values()[i == 0 ? 0 : random.nextInt(3)],
              "v" + random.nextInt(20),
              1,
              new StyleDifference(random.nextFloat(), random.nextFloat(), 0, 0)));
    }
    RatingBoard board =
        RatingBoard.compute(
            method.styled() ? table.styledBattles(slot -> true) : table.battles(), options);
    Leaderboard record =
        BoardRecord.builder(board)
            .setKinds("human")
            .setSlice("all")
            .setComputedAt(Instant.EPOCH)
            .setVotesThrough(Instant.EPOCH)
            .build();

    assertThat(BoardRecord.board(record)).isEqualTo(board);
    assertThat(record.getMethod()).startsWith(method + "/");
    assertThat(ShownBoard.ofRecord(record, null).checks())
        .extracting(BoardCheck::name)
        .containsExactly("connected", "voters", "precision", "position", "left_out");
  }
}
