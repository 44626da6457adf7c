package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.PairEncoder;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Excerpt;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.LabelledRow;
import dev.arena.trainer.evaluate.RowFacts;
import dev.arena.trainer.network.TieFreePair;
import java.nio.IntBuffer;
import java.util.List;

/**
 * A vote as the network reads it.
 *
 * @param pair sequences and features
 * @param outcome the vote
 * @param tieFree whether it comes from a tie-free file
 * @param facts about its texts, for the report
 * @param excerpt from its texts, for the report
 */
record EncodedVote(
    EncodedPair pair, Outcome outcome, boolean tieFree, RowFacts facts, Excerpt excerpt) {

  /** A vote that is not reported on. */
  EncodedVote(EncodedPair pair, Outcome outcome, boolean tieFree) {
    this(pair, outcome, tieFree, RowFacts.NONE, Excerpt.NONE);
  }

  /**
   * Encodes rows on all cores, in their order, as votes of a file with ties. Whether the file is
   * tie-free is known only at its end.
   */
  static List<EncodedVote> of(List<CsvPair> rows, PairEncoder encoder) {
    return rows.parallelStream()
        .map(
            row -> {
              Outcome outcome = row.outcome();
              if (outcome == null) {
                throw new IllegalStateException("row " + row.row() + " has no vote");
              }
              return new EncodedVote(
                  encoder.encode(row.pair()), outcome, false, RowFacts.of(row), Excerpt.of(row));
            })
        .toList();
  }

  /** The same vote as part of a tie-free file. */
  EncodedVote asTieFree() {
    return new EncodedVote(pair, outcome, true, facts, excerpt);
  }

  /** The tokens before the answer; equal for votes on the same prompt. */
  IntBuffer prompt() {
    return IntBuffer.wrap(pair.first().ids(), 0, pair.first().secondSegment()).asReadOnlyBuffer();
  }

  /** Whether one of the answers won. */
  boolean hasWinner() {
    return outcome != Outcome.WINNER_TIE;
  }

  /** The pair as winner against loser. */
  TieFreePair tieFreePair(double difference) {
    boolean a = outcome == Outcome.WINNER_MODEL_A;
    return new TieFreePair(
        a ? pair.first() : pair.second(),
        a ? pair.second() : pair.first(),
        a ? difference : -difference);
  }

  /** The vote and its prediction, for the report. */
  Figures.PredictedRow predicted(Probabilities prediction) {
    return new Figures.PredictedRow(new LabelledRow(facts, features()), excerpt, prediction);
  }

  Baselines.Row features() {
    return new Baselines.Row(pair.antisymmetric(), pair.symmetric(), outcome);
  }
}
