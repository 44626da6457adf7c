package dev.arena.trainer.network;

import dev.arena.models.encode.Sequence;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Pairs whose sequences go through the encoder together. A gradient needs both sequences of a pair.
 * With both in one run, the run's activations are freed before the next run starts.
 *
 * @param pairs at least one
 * @param sequences the distinct sequences of the pairs
 */
record PairRun(List<TieFreePair> pairs, PackedSequences sequences) {

  /**
   * Splits pairs into runs of at most {@link PackedSequences#MOST_TOKENS} tokens, or of one pair.
   */
  static List<PairRun> of(List<TieFreePair> batch) {
    return PackedSequences.runs(
            batch, batch.size(), pair -> pair.winner().length() + pair.loser().length())
        .stream()
        .map(PairRun::run)
        .toList();
  }

  private static PairRun run(List<TieFreePair> pairs) {
    List<Sequence> sequences =
        pairs.stream().flatMap(pair -> Stream.of(pair.winner(), pair.loser())).distinct().toList();
    return new PairRun(pairs, new PackedSequences(sequences));
  }

  /**
   * The matrix {@code [pairs, sequences]} that turns the sequences' vectors into the difference for
   * each pair, winner minus loser.
   */
  float[][] winnerMinusLoser() {
    List<Sequence> rows = sequences.sequences();
    float[][] matrix = new float[pairs.size()][rows.size()];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i][rows.indexOf(pairs.get(i).winner())] += 1;
      matrix[i][rows.indexOf(pairs.get(i).loser())] -= 1;
    }
    return matrix;
  }

  float[] offsets() {
    return values(TieFreePair::offset);
  }

  float[] weights() {
    return values(TieFreePair::weight);
  }

  /**
   * The target for each loser.
   *
   * @param smoothing share of each target that is split evenly between the two answers
   */
  float[] loserShares(double smoothing) {
    return values(pair -> (1 - pair.winnerShare()) * (1 - smoothing) + smoothing / 2);
  }

  private float[] values(ToDoubleFunction<TieFreePair> value) {
    float[] values = new float[pairs.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value.applyAsDouble(pairs.get(i));
    }
    return values;
  }
}
