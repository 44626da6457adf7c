package dev.arena.trainer.rows;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Votes without ties. They show whether A or B won, given that one of them did. */
public final class TieFreeVotes {
  private static final int FEWEST = 50;
  private static final double SMALLEST = 1e-15;

  private TieFreeVotes() {}

  /** Whether these are 50 or more rows without a tie, which does not happen by chance. */
  public static boolean are(long rows, long ties) {
    return rows >= FEWEST && ties == 0;
  }

  /** Like {@link #are(long, long)}, but for outcomes. */
  public static boolean amongOutcomes(List<? extends @Nullable Outcome> votes) {
    return are(votes.size(), votes.stream().filter(vote -> vote == Outcome.WINNER_TIE).count());
  }

  /** The predictions as they are scored: given that A or B wins, if the votes are tie-free. */
  public static List<Probabilities> scored(List<Probabilities> predictions, boolean tieFree) {
    return tieFree ? predictions.stream().map(TieFreeVotes::givenWinner).toList() : predictions;
  }

  /** The probabilities of A and B given that one of them wins. */
  public static Probabilities givenWinner(Probabilities p) {
    return Probabilities.scaled(Math.max(p.a(), SMALLEST), Math.max(p.b(), SMALLEST), 0);
  }
}
