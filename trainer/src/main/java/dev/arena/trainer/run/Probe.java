package dev.arena.trainer.run;

import dev.arena.models.command.ProgressBar;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.head.HeadFit;
import dev.arena.trainer.head.HeadRow;
import dev.arena.trainer.network.Duel;
import dev.arena.trainer.network.PreferenceNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a first direction for the untrained encoder: a two-way logistic model of the vectors'
 * differences on top of the offsets. Fine-tuning that starts there spoils less of the encoder.
 */
final class Probe {
  private static final int MOST_PAIRS = 800;
  private static final double RIDGE = 0.5;

  private Probe() {}

  /** The direction fitted to the first pairs. */
  static float[] direction(PreferenceNetwork network, List<Duel> pairs) {
    List<Duel> used = pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()));
    List<Sequence> sequences = new ArrayList<>();
    for (Duel duel : used) {
      sequences.add(duel.winner());
      sequences.add(duel.loser());
    }
    List<float[]> vectors;
    try (ProgressBar progress = ProgressBar.onStderr("probe", "sequences", sequences.size())) {
      vectors = network.vectors(sequences, progress::update);
    }
    List<HeadRow> rows = new ArrayList<>();
    for (int i = 0; i < used.size(); i++) {
      double[] difference = new double[network.sizes().hidden()];
      for (int j = 0; j < difference.length; j++) {
        difference[j] = (double) vectors.get(2 * i)[j] - vectors.get(2 * i + 1)[j];
      }
      rows.add(
          new HeadRow(
              difference, new double[0], Outcome.WINNER_MODEL_A, true, used.get(i).offset(), 0));
    }
    DavidsonHead head = HeadFit.fit(rows, HeadFit.Penalty.uniform(rows.get(0), RIDGE, 1));
    float[] direction = new float[network.sizes().hidden()];
    for (int j = 0; j < direction.length; j++) {
      direction[j] = (float) head.antisymmetric()[j];
    }
    return direction;
  }
}
