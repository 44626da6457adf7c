package dev.arena.trainer.tune;

import dev.arena.models.encode.Sequence;
import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.TieFreePair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** How a network sees pairs: the vector of each winner less that of the loser. */
final class Differences {
  private Differences() {}

  /**
   * The differences in the order of the pairs, {@code [hidden]} each.
   *
   * @param done is told how many sequences are done
   */
  static List<double[]> of(PreferenceNetwork network, List<TieFreePair> pairs, LongConsumer done) {
    List<Sequence> sequences = new ArrayList<>();
    for (TieFreePair pair : pairs) {
      sequences.add(pair.winner());
      sequences.add(pair.loser());
    }
    List<float[]> vectors = network.vectors(sequences, done);
    List<double[]> differences = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      double[] difference = new double[network.sizes().hidden()];
      for (int j = 0; j < difference.length; j++) {
        difference[j] = (double) vectors.get(2 * i)[j] - vectors.get(2 * i + 1)[j];
      }
      differences.add(difference);
    }
    return differences;
  }

  /** The mean two-way loss of pairs, offsets included; NaN if there are none. */
  static double meanLoss(PreferenceNetwork network, List<TieFreePair> pairs) {
    float[] scoringVector = network.scoringVector();
    List<double[]> differences = of(network, pairs, done -> {});
    double sum = 0;
    for (int i = 0; i < pairs.size(); i++) {
      double margin = pairs.get(i).offset();
      for (int j = 0; j < scoringVector.length; j++) {
        margin += scoringVector[j] * differences.get(i)[j];
      }
      sum += DavidsonHead.softPlus(-margin);
    }
    return sum / pairs.size();
  }
}
