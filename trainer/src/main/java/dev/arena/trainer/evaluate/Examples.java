package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.rows.DecisiveVotes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

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

  /**
   * Offers a row.
   *
   * @param compared what the first model predicted, or null where there is only one
   */
  void offer(CsvPair row, Probabilities predicted, @Nullable Probabilities compared) {
    Outcome voted = LabelledRow.vote(row);
    offer(natural, row, voted, predicted, compared);
    if (voted != Outcome.WINNER_TIE) {
      offer(
          decisive,
          row,
          voted,
          DecisiveVotes.givenWinner(predicted),
          compared == null ? null : DecisiveVotes.givenWinner(compared));
    }
  }

  private static void offer(
      PriorityQueue<Ranked> kept,
      CsvPair row,
      Outcome voted,
      Probabilities predicted,
      @Nullable Probabilities compared) {
    double loss = VoteMetrics.logLoss(predicted, voted);
    double rank = compared == null ? loss : Math.abs(loss - VoteMetrics.logLoss(compared, voted));
    Ranked least = kept.peek();
    if (kept.size() == MOST && least != null && least.rank() >= rank) {
      return;
    }
    if (kept.size() == MOST) {
      kept.poll();
    }
    kept.add(
        new Ranked(rank, new RowExample(row.line(), voted, predicted, compared, Excerpt.of(row))));
  }

  /** The highest first. */
  List<RowExample> highest(boolean ofDecisiveFile) {
    List<Ranked> ranked = new ArrayList<>(ofDecisiveFile ? decisive : natural);
    ranked.sort(Comparator.comparingDouble(Ranked::rank).reversed());
    return ranked.stream().map(Ranked::row).toList();
  }
}
