package dev.arena.trainer.evaluate;

import dev.arena.models.encode.FeatureValues;
import dev.arena.models.encode.TextFeatures;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;

/**
 * A row with a vote but without its texts, which takes a few hundred bytes, however long the texts
 * are.
 *
 * @param facts the facts that determine the row's slices
 * @param vote features and vote, for the baselines
 */
public record LabelledRow(RowFacts facts, Baselines.Row vote) {
  private static final TextFeatures FEATURES = TextFeatures.of(Baselines.FEATURES);

  /** Measures a row, which must have a vote. */
  public static LabelledRow of(CsvPair row) {
    FeatureValues values = FEATURES.compute(row.pair());
    return new LabelledRow(
        RowFacts.of(row), new Baselines.Row(values.antisymmetric(), values.symmetric(), vote(row)));
  }

  /** The vote. */
  public Outcome outcome() {
    return vote.outcome();
  }

  static Outcome vote(CsvPair row) {
    Outcome outcome = row.outcome();
    if (outcome == null) {
      throw new IllegalArgumentException("row " + row.row() + " has no vote");
    }
    return outcome;
  }
}
