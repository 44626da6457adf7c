package dev.arena.console.topics;

import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.statistics.rating.BattleTable;
import dev.arena.statistics.rating.RatedVote;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.statistics.rating.StyleDifference;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.BoardRecord;
import java.time.Instant;
import java.util.Random;
import java.util.function.IntFunction;

/** Leaderboards as the votes service writes them, from random votes. */
public final class SampleBoards {
  public static final Instant COMPUTED = Instant.parse("2026-03-10T12:41:09Z");
  public static final Instant THROUGH = Instant.parse("2026-03-10T12:41:07.250Z");

  private final BattleTable votes = new BattleTable();
  private final Random random;
  private int count;
  private String slice = "all";

  public SampleBoards(long seed) {
    random = new Random(seed);
  }

  /** Votes between models of different strength; the first is the best. */
  public SampleBoards votes(int models, int perModel, IntFunction<String> name) {
    for (int a = 0; a < models; a++) {
      for (int i = 0; i < perModel; i++) {
        int b = (a + 1 + random.nextInt(Math.min(models - 1, 12))) % models;
        double better = 1 / (1 + Math.exp((a - b) * 6.0 / models));
        double drawn = random.nextDouble();
        BattleResult result =
            drawn < 0.2
                ? BattleResult.TIE
                : random.nextDouble() < better ? BattleResult.A_WINS : BattleResult.B_WINS;
        add(name.apply(a), name.apply(b), result);
      }
    }
    return this;
  }

  /** One more vote. */
  public SampleBoards add(String modelA, String modelB, BattleResult result) {
    votes.put(
        count,
        new RatedVote(
            modelA,
            modelB,
            result,
            "v" + random.nextInt(30),
            1,
            new StyleDifference(
                random.nextFloat() - 0.5f, random.nextFloat() - 0.5f, random.nextFloat(), 0)));
    count++;
    return this;
  }

  public SampleBoards slice(String name) {
    slice = name;
    return this;
  }

  public Leaderboard record(BoardMethod method) {
    return BoardRecord.builder(
            RatingBoard.compute(
                method.styled() ? votes.styledBattles(slot -> true) : votes.battles(),
                method.options(RatingOptions.DEFAULT)))
        .setKinds("human")
        .setSlice(slice)
        .setComputedAt(COMPUTED)
        .setVotesThrough(THROUGH)
        .setLeftWins(count / 2)
        .setDecisive(count)
        .build();
  }
}
