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
 *
 * @param direction by which the vectors' difference is weighed
 * @param heldOutLoss two-way loss of the held-out pairs; NaN without such pairs
 */
record Probe(float[] direction, double heldOutLoss) {
  static final int MOST_PAIRS = 400;
  static final List<Double> RIDGES = List.of(1.0, 3.0, 10.0);
  private static final double CAREFUL_RIDGE = 10;

  /** Fits to the first pairs; the held-out ones, if any, say how strongly to hold back. */
  static Probe of(PreferenceNetwork network, List<Duel> pairs, List<Duel> heldOut) {
    List<Duel> used = new ArrayList<>(pairs.subList(0, Math.min(MOST_PAIRS, pairs.size())));
    int learned = used.size();
    used.addAll(heldOut);
    List<HeadRow> rows = rows(network, used);
    List<HeadRow> known = rows.subList(0, learned);
    List<HeadRow> unknown = rows.subList(learned, rows.size());
    DavidsonHead best = fit(known, CAREFUL_RIDGE);
    if (!heldOut.isEmpty()) {
      for (double ridge : RIDGES) {
        DavidsonHead head = fit(known, ridge);
        best = loss(head, unknown) < loss(best, unknown) ? head : best;
      }
    }
    float[] direction = new float[network.sizes().hidden()];
    for (int j = 0; j < direction.length; j++) {
      direction[j] = (float) best.antisymmetric()[j];
    }
    return new Probe(direction, loss(best, unknown));
  }

  private static List<HeadRow> rows(PreferenceNetwork network, List<Duel> duels) {
    List<Sequence> sequences = new ArrayList<>();
    for (Duel duel : duels) {
      sequences.add(duel.winner());
      sequences.add(duel.loser());
    }
    List<float[]> vectors;
    try (ProgressBar progress = ProgressBar.onStderr("probe", "sequences", sequences.size())) {
      vectors = network.vectors(sequences, progress::update);
    }
    List<HeadRow> rows = new ArrayList<>();
    for (int i = 0; i < duels.size(); i++) {
      double[] difference = new double[network.sizes().hidden()];
      for (int j = 0; j < difference.length; j++) {
        difference[j] = (double) vectors.get(2 * i)[j] - vectors.get(2 * i + 1)[j];
      }
      rows.add(
          new HeadRow(difference, new double[0], Outcome.WINNER_MODEL_A, true)
              .withOffsets(duels.get(i).offset(), 0));
    }
    return rows;
  }

  private static DavidsonHead fit(List<HeadRow> rows, double ridge) {
    return HeadFit.fit(rows, HeadFit.Penalty.uniform(rows.get(0), ridge, 1));
  }

  private static double loss(DavidsonHead head, List<HeadRow> rows) {
    return rows.stream().mapToDouble(head::loss).average().orElse(Double.NaN);
  }
}
