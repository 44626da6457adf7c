package dev.arena.trainer.network;

import dev.arena.models.encode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Duels whose sequences go through the encoder together. A gradient needs both sequences of a duel;
 * with both in one run, the activations of a run can be let go before the next one begins.
 *
 * @param duels at least one
 * @param sequences theirs, each different one once
 */
record DuelRun(List<TieFreePair> duels, PackedSequences sequences) {

  /** Cuts a batch into runs of at most {@link PackedSequences#MOST_TOKENS}, or one duel. */
  static List<DuelRun> of(List<TieFreePair> batch) {
    List<DuelRun> runs = new ArrayList<>();
    List<TieFreePair> duels = new ArrayList<>();
    int tokens = 0;
    for (TieFreePair duel : batch) {
      int more = duel.winner().length() + duel.loser().length();
      if (!duels.isEmpty() && tokens + more > PackedSequences.MOST_TOKENS) {
        runs.add(run(duels));
        duels.clear();
        tokens = 0;
      }
      duels.add(duel);
      tokens += more;
    }
    runs.add(run(duels));
    return runs;
  }

  private static DuelRun run(List<TieFreePair> duels) {
    Set<Sequence> sequences = new LinkedHashSet<>();
    for (TieFreePair duel : duels) {
      sequences.add(duel.winner());
      sequences.add(duel.loser());
    }
    return new DuelRun(List.copyOf(duels), new PackedSequences(List.copyOf(sequences)));
  }

  /**
   * The matrix {@code [duels, sequences]} that turns the sequences' vectors into differences winner
   * minus loser.
   */
  float[][] winnerMinusLoser() {
    List<Sequence> rows = sequences.sequences();
    float[][] matrix = new float[duels.size()][rows.size()];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i][rows.indexOf(duels.get(i).winner())] += 1;
      matrix[i][rows.indexOf(duels.get(i).loser())] -= 1;
    }
    return matrix;
  }

  float[] offsets() {
    float[] offsets = new float[duels.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = (float) duels.get(i).offset();
    }
    return offsets;
  }
}
