package dev.arena.trainer.tune;

import dev.arena.cli.ProgressBar;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.head.HeadFit;
import dev.arena.trainer.head.HeadRow;
import dev.arena.trainer.head.Target;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.TieFreePair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Differences between the vectors that a network gives to the winner and the loser of each pair.
 */
final class Differences {
  private static final double[] NONE = new double[0];

  private Differences() {}

  /**
   * The differences in the order of the pairs, {@code [hidden]} each.
   *
   * @param done receives the number of finished sequences
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

  /** The unweighted mean two-way loss on pairs, offsets included; NaN if there are none. */
  static double meanLoss(PreferenceNetwork network, List<TieFreePair> pairs) {
    float[] scoringVector = network.scoringVector();
    List<double[]> differences = of(network, pairs, done -> {});
    double sum = 0;
    for (int i = 0; i < pairs.size(); i++) {
      TieFreePair pair = pairs.get(i);
      double margin = pair.offset();
      for (int j = 0; j < scoringVector.length; j++) {
        margin += scoringVector[j] * differences.get(i)[j];
      }
      sum += target(pair).loss(margin, 0);
    }
    return sum / pairs.size();
  }

  private static Target target(TieFreePair pair) {
    return new Target(pair.winnerShare(), 1 - pair.winnerShare(), 0, true);
  }

  /**
   * Gives the network a scoring vector fitted to pairs: a two-way logistic model of the vector
   * differences, on top of the offsets. Fine-tuning that starts there distorts the encoder less,
   * because its first gradients come from a meaningful vector (Kumar et al., arXiv:2202.10054).
   *
   * @param pairs at least one
   * @return their mean two-way loss
   */
  static double probe(PreferenceNetwork network, List<TieFreePair> pairs, double ridge) {
    List<HeadRow> rows = new ArrayList<>();
    try (ProgressBar progress = ProgressBar.onStderr("probe", "sequences", 2L * pairs.size())) {
      List<double[]> differences = of(network, pairs, progress::update);
      for (int i = 0; i < pairs.size(); i++) {
        rows.add(
            new HeadRow(
                differences.get(i),
                NONE,
                target(pairs.get(i)),
                pairs.get(i).weight(),
                pairs.get(i).offset(),
                0));
      }
    }
    DavidsonHead head = HeadFit.fit(rows, HeadFit.Penalty.uniform(rows.get(0), ridge, 1));
    float[] scoringVector = new float[network.sizes().hidden()];
    for (int j = 0; j < scoringVector.length; j++) {
      scoringVector[j] = (float) head.antisymmetric()[j];
    }
    network.setScoringVector(scoringVector);
    return rows.stream().mapToDouble(row -> row.weight() * head.loss(row)).sum()
        / rows.stream().mapToDouble(HeadRow::weight).sum();
  }
}
