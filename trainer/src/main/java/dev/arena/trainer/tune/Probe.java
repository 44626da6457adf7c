package dev.arena.trainer.tune;

import dev.arena.cli.ProgressBar;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.head.HeadFit;
import dev.arena.trainer.head.HeadRow;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.TieFreePair;
import java.util.ArrayList;
import java.util.List;

/**
 * A first scoring vector for the untrained encoder: a two-way logistic model of the differences of
 * the vectors, on top of the offsets. Fine-tuning that starts there spoils less of the encoder,
 * because its first gradients come from a scoring vector that means something (Kumar et al.,
 * arXiv:2202.10054).
 */
final class Probe {
  private static final double[] NONE = new double[0];

  private Probe() {}

  /**
   * Gives the network a scoring vector fitted to pairs.
   *
   * @param pairs at least one
   * @return their mean two-way loss
   */
  static double fit(PreferenceNetwork network, List<TieFreePair> pairs, double ridge) {
    List<HeadRow> rows = new ArrayList<>();
    try (ProgressBar progress = ProgressBar.onStderr("probe", "sequences", 2L * pairs.size())) {
      List<double[]> differences = Differences.of(network, pairs, progress::update);
      for (int i = 0; i < pairs.size(); i++) {
        rows.add(
            new HeadRow(differences.get(i), NONE, Outcome.WINNER_MODEL_A, true)
                .withOffsets(pairs.get(i).offset(), 0));
      }
    }
    DavidsonHead head = HeadFit.fit(rows, HeadFit.Penalty.uniform(rows.get(0), ridge, 1));
    float[] scoringVector = new float[network.sizes().hidden()];
    for (int j = 0; j < scoringVector.length; j++) {
      scoringVector[j] = (float) head.antisymmetric()[j];
    }
    network.setScoringVector(scoringVector);
    return rows.stream().mapToDouble(head::loss).average().orElseThrow();
  }
}
