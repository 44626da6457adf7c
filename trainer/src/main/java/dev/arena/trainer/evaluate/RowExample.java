package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.rows.TieFreeVotes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A row worth looking at.
 *
 * @param excerpt its position and the beginnings of its texts
 * @param voted the vote
 * @param predicted the model's prediction
 * @param compared the first model's prediction; null unless two models are compared
 */
public record RowExample(
    @JsonUnwrapped Excerpt excerpt,
    Outcome voted,
    Probabilities predicted,
    @Nullable Probabilities compared) {

  /** The log loss of the prediction. */
  public double loss() {
    return VoteMetrics.logLoss(predicted, voted);
  }

  /**
   * Keeps the few highest-ranking rows as a file is read. Rows are ranked by their loss or, if two
   * models are compared, by how much the losses differ.
   *
   * <p>Whether a file is tie-free is known only at its end, so both rankings are kept, with ties
   * and tie-free. For use by one thread.
   */
  static final class Ranking {
    static final int MOST = 10;

    private final PriorityQueue<Ranked> withTies = queue();
    private final PriorityQueue<Ranked> tieFree = queue();

    private record Ranked(double rank, RowExample row) {}

    private static PriorityQueue<Ranked> queue() {
      return new PriorityQueue<>(Comparator.comparingDouble(Ranked::rank));
    }

    void offer(RowExample row) {
      offer(withTies, row);
      if (row.voted() != Outcome.WINNER_TIE) {
        offer(tieFree, givenWinner(row));
      }
    }

    private static void offer(PriorityQueue<Ranked> kept, RowExample row) {
      Probabilities compared = row.compared();
      double rank =
          compared == null
              ? row.loss()
              : Math.abs(row.loss() - VoteMetrics.logLoss(compared, row.voted()));
      Ranked least = kept.peek();
      if (kept.size() == MOST && least != null && least.rank() >= rank) {
        return;
      }
      if (kept.size() == MOST) {
        kept.poll();
      }
      kept.add(new Ranked(rank, row));
    }

    private static RowExample givenWinner(RowExample row) {
      Probabilities compared = row.compared();
      return new RowExample(
          row.excerpt(),
          row.voted(),
          TieFreeVotes.givenWinner(row.predicted()),
          compared == null ? null : TieFreeVotes.givenWinner(compared));
    }

    /** The kept rows, highest first. */
    List<RowExample> highest(boolean ofTieFreeFile) {
      List<Ranked> ranked = new ArrayList<>(ofTieFreeFile ? tieFree : withTies);
      ranked.sort(Comparator.comparingDouble(Ranked::rank).reversed());
      return ranked.stream().map(Ranked::row).toList();
    }
  }
}
