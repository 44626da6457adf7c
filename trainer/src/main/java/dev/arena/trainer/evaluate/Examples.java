package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.rows.DecisiveVotes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps the few rows that rank highest while a file goes by: by their loss, or, where two models
 * are compared, by how far the losses differ.
 *
 * <p>Whether a file is decisive is known at its end only, so the highest are kept by both losses.
 * For use by one thread.
 */
final class Examples {
  static final int MOST = 10;

  private final PriorityQueue<Ranked> natural = queue();
  private final PriorityQueue<Ranked> decisive = queue();

  private record Ranked(double rank, RowExample row) {}

  private static PriorityQueue<Ranked> queue() {
    return new PriorityQueue<>(Comparator.comparingDouble(Ranked::rank));
  }

  void offer(RowExample row) {
    offer(natural, row);
    if (row.voted() != Outcome.WINNER_TIE) {
      offer(decisive, givenWinner(row));
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
        DecisiveVotes.givenWinner(row.predicted()),
        compared == null ? null : DecisiveVotes.givenWinner(compared));
  }

  /** The highest first. */
  List<RowExample> highest(boolean ofDecisiveFile) {
    List<Ranked> ranked = new ArrayList<>(ofDecisiveFile ? decisive : natural);
    ranked.sort(Comparator.comparingDouble(Ranked::rank).reversed());
    return ranked.stream().map(Ranked::row).toList();
  }
}
