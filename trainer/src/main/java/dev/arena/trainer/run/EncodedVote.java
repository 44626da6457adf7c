package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.facts.PairFactsReader;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Excerpt;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.LabelledRow;
import dev.arena.trainer.evaluate.RowFacts;
import dev.arena.trainer.head.HeadRow;
import dev.arena.trainer.head.Target;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.teacher.SoftLabel;
import dev.arena.trainer.teacher.Teachers;
import java.nio.IntBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A vote as the network reads it.
 *
 * @param id of the pair
 * @param pair sequences and features
 * @param outcome the vote
 * @param tieFree whether it comes from a tie-free file
 * @param facts about its texts, for the report
 * @param excerpt from its texts, for the report
 * @param label a teacher's probabilities, if a teacher knows the pair
 * @param texts about its texts, for the reference
 * @param castAt the time in its row, which counts as that of the vote; null if there is none
 */
record EncodedVote(
    String id,
    EncodedPair pair,
    Outcome outcome,
    boolean tieFree,
    RowFacts facts,
    Excerpt excerpt,
    Optional<SoftLabel> label,
    PairFacts texts,
    @Nullable Instant castAt) {

  /** A vote that is not reported on. */
  EncodedVote(EncodedPair pair, Outcome outcome, boolean tieFree) {
    this(
        "",
        pair,
        outcome,
        tieFree,
        RowFacts.NONE,
        Excerpt.NONE,
        Optional.empty(),
        PairFacts.newBuilder().build(),
        null);
  }

  /**
   * Encodes rows on all cores, in order, as votes from a file with ties. Whether the file is
   * tie-free is known only at its end.
   */
  static List<EncodedVote> of(List<CsvPair> rows, PairEncoder encoder, Teachers teachers) {
    return rows.parallelStream()
        .map(
            row -> {
              Outcome outcome = row.outcome();
              if (outcome == null) {
                throw new IllegalStateException("row " + row.row() + " has no vote");
              }
              return new EncodedVote(
                  row.pair().getId(),
                  encoder.encode(row.pair()),
                  outcome,
                  false,
                  RowFacts.of(row),
                  Excerpt.of(row),
                  Optional.ofNullable(teachers.labelOf(row.pair().getId())),
                  PairFactsReader.read(row.pair()),
                  row.pair().getCreatedAt());
            })
        .toList();
  }

  /** The same vote as part of a tie-free file. */
  EncodedVote asTieFree() {
    return new EncodedVote(id, pair, outcome, true, facts, excerpt, label, texts, castAt);
  }

  /** The same vote without a teacher's label. */
  EncodedVote withoutLabel() {
    return new EncodedVote(
        id, pair, outcome, tieFree, facts, excerpt, Optional.empty(), texts, castAt);
  }

  /** The tokens before the answer; equal for votes on the same prompt. */
  IntBuffer prompt() {
    return IntBuffer.wrap(pair.first().ids(), 0, pair.first().secondSegment()).asReadOnlyBuffer();
  }

  /** Whether one of the answers won. */
  boolean hasWinner() {
    return outcome != Outcome.WINNER_TIE;
  }

  /**
   * What the vote teaches the encoder, as a target and its weight: which answer wins, given that
   * one of them does. Teachers are not recalibrated here, so that the encoder is the same in every
   * fold with the same votes.
   *
   * @param antisymmetric inputs of the row
   * @param voteShare share of the vote in a label
   */
  HeadRow tieFreeRow(double[] antisymmetric, double voteShare) {
    Target target = target(voteShare);
    return new HeadRow(antisymmetric, new double[0], target.givenWinner(), target.winner(), 0, 0);
  }

  /**
   * The pair as winner against loser, with the target and weight of {@link #tieFreeRow}.
   *
   * @param difference the margin of A that is known without the network
   */
  TieFreePair tieFreePair(double difference, double voteShare) {
    Target target = target(voteShare);
    boolean a = outcome == Outcome.WINNER_MODEL_A;
    return new TieFreePair(
        a ? pair.first() : pair.second(),
        a ? pair.second() : pair.first(),
        a ? difference : -difference,
        a ? target.givenWinner().a() : target.givenWinner().b(),
        target.winner());
  }

  private Target target(double voteShare) {
    return target(voteShare, SoftLabel::probabilities);
  }

  /**
   * The vote, mixed with a teacher's label if there is one.
   *
   * @param voteShare share of the vote in a label
   * @param teacher the probabilities to use for a label
   */
  Target target(double voteShare, Function<SoftLabel, Probabilities> teacher) {
    return label
        .map(given -> Target.mixed(teacher.apply(given), outcome, voteShare, tieFree))
        .orElseGet(() -> Target.of(outcome, tieFree));
  }

  /** The vote and its prediction, for the report. */
  Figures.PredictedRow predicted(Probabilities prediction) {
    return new Figures.PredictedRow(new LabelledRow(facts, features()), excerpt, prediction);
  }

  Baselines.Row features() {
    return new Baselines.Row(pair.antisymmetric(), pair.symmetric(), outcome);
  }
}
