package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.ReliabilityBin;
import dev.arena.statistics.agreement.AgreementSums;
import dev.arena.statistics.agreement.PositionBias;
import dev.arena.statistics.calibration.ReliabilitySums;
import dev.arena.statistics.calibration.ReliabilitySums.BinSums;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.statistics.loss.RunningClassPrior;
import dev.arena.statistics.loss.VoteScore;
import dev.arena.votes.battle.Left;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sums of a {@link LiveEvaluation} that windows have, as one vector of integers: adding and
 * subtracting are exact, in any order. Not thread-safe.
 */
public final class EvaluationSums {
  private static final int OUTCOMES = 3;

  private static final int N = 0;
  private static final int N_AFTER = 1;
  private static final int LOSS = 2;
  private static final int ENTROPY = 3;
  private static final int ENTROPY_VARIANCE = 4;
  private static final int BRIER = 5;
  private static final int COMBINATIONS = 6;
  private static final int AGREEMENTS = 7;
  private static final int SCORER_AGREEMENTS = 8;
  private static final int LEFT_WINS = 9;
  private static final int DECISIVE = 10;
  private static final int CONFUSION = 11;
  private static final int BINS = CONFUSION + OUTCOMES * OUTCOMES;

  /** Each bin has its votes, confidences and correct predictions. */
  private static final int OF_BIN = 3;

  private static final int LENGTH = BINS + OF_BIN * ReliabilitySums.BINS;

  private final long[] sums = new long[LENGTH];

  EvaluationSums() {}

  /** What a vote adds to the sums of a scorer. */
  static EvaluationSums ofVote(EvaluatedBattle battle, Predicted predicted) {
    EvaluationSums added = new EvaluationSums();
    if (!predicted.before()) {
      added.sums[N_AFTER] = 1;
      return added;
    }
    OutcomeProbabilities p = predicted.probabilities();
    VoteScore score = VoteScore.of(p, battle.outcome());
    int likeliest = p.likeliest();
    int bin = BINS + OF_BIN * ReliabilitySums.bin(p.of(likeliest));
    added.sums[N] = 1;
    added.sums[LOSS] = score.loss();
    added.sums[ENTROPY] = score.entropy();
    added.sums[ENTROPY_VARIANCE] = score.entropyVariance();
    added.sums[BRIER] = score.brier();
    added.sums[LEFT_WINS] = battle.left() == Left.WINS ? 1 : 0;
    added.sums[DECISIVE] = battle.left() == Left.UNKNOWN ? 0 : 1;
    added.sums[CONFUSION + OUTCOMES * battle.outcome() + likeliest] = 1;
    added.sums[bin] = 1;
    added.sums[bin + 1] = FixedPoint.of(p.of(likeliest));
    added.sums[bin + 2] = battle.outcome() == likeliest ? 1 : 0;
    return added;
  }

  /** What two votes on one pair add to the sums of a scorer. */
  static EvaluationSums ofCombination(AgreementSums agreement) {
    EvaluationSums added = new EvaluationSums();
    added.sums[COMBINATIONS] = agreement.combinations();
    added.sums[AGREEMENTS] = agreement.voters();
    added.sums[SCORER_AGREEMENTS] = agreement.scorer();
    return added;
  }

  /** What a person's vote and one of another kind, on one pair, add to the sums of that kind. */
  static EvaluationSums ofRater(int person, int rater) {
    EvaluationSums added = new EvaluationSums();
    added.sums[N] = 1;
    added.sums[CONFUSION + OUTCOMES * person + rater] = 1;
    return added;
  }

  /** The sums in a record. */
  static EvaluationSums of(LiveEvaluation record) {
    EvaluationSums read = new EvaluationSums();
    read.sums[N] = record.getN();
    read.sums[N_AFTER] = record.getNAfter();
    read.sums[LOSS] = record.getLoss();
    read.sums[ENTROPY] = record.getEntropy();
    read.sums[ENTROPY_VARIANCE] = record.getEntropyVariance();
    read.sums[BRIER] = record.getBrier();
    read.sums[COMBINATIONS] = record.getCombinations();
    read.sums[AGREEMENTS] = record.getAgreements();
    read.sums[SCORER_AGREEMENTS] = record.getScorerAgreements();
    read.sums[LEFT_WINS] = record.getLeftWins();
    read.sums[DECISIVE] = record.getDecisive();
    for (int i = 0; i < record.getConfusion().size(); i++) {
      read.sums[CONFUSION + i] = record.getConfusion().get(i);
    }
    for (int i = 0; i < record.getBins().size(); i++) {
      ReliabilityBin bin = record.getBins().get(i);
      read.sums[BINS + OF_BIN * i] = bin.getN();
      read.sums[BINS + OF_BIN * i + 1] = bin.getConfidence();
      read.sums[BINS + OF_BIN * i + 2] = bin.getCorrect();
    }
    return read;
  }

  void add(EvaluationSums other) {
    for (int i = 0; i < LENGTH; i++) {
      sums[i] += other.sums[i];
    }
  }

  void subtract(EvaluationSums other) {
    for (int i = 0; i < LENGTH; i++) {
      sums[i] -= other.sums[i];
    }
  }

  /** Whether no vote is counted. */
  boolean isEmpty() {
    return sums[N] == 0 && sums[N_AFTER] == 0;
  }

  /** A record with these sums. */
  LiveEvaluation.Builder record(EvaluationKey key) {
    return LiveEvaluation.newBuilder()
        .setTopic(key.topic())
        .setModel(key.model())
        .setSlice(key.slice())
        .setKind(key.kind())
        .setSize(key.size())
        .setStart(Instant.ofEpochMilli(key.start()))
        .setN(sums[N])
        .setNAfter(sums[N_AFTER])
        .setLoss(sums[LOSS])
        .setEntropy(sums[ENTROPY])
        .setEntropyVariance(sums[ENTROPY_VARIANCE])
        .setBrier(sums[BRIER])
        .setConfusion(confusionCounts())
        .setBins(bins())
        .setCombinations(sums[COMBINATIONS])
        .setAgreements(sums[AGREEMENTS])
        .setScorerAgreements(sums[SCORER_AGREEMENTS])
        .setLeftWins(sums[LEFT_WINS])
        .setDecisive(sums[DECISIVE]);
  }

  private List<Long> confusionCounts() {
    List<Long> counts = Arrays.stream(sums, CONFUSION, BINS).boxed().toList();
    return counts.stream().allMatch(count -> count == 0) ? List.of() : counts;
  }

  private List<ReliabilityBin> bins() {
    List<ReliabilityBin> bins = new ArrayList<>();
    long votes = 0;
    for (int i = BINS; i < LENGTH; i += OF_BIN) {
      bins.add(new ReliabilityBin(sums[i], sums[i + 1], sums[i + 2]));
      votes += sums[i];
    }
    return votes == 0 ? List.of() : bins;
  }

  /** Votes whose pair was scored before them. */
  public long votes() {
    return sums[N];
  }

  /** Votes whose pair was scored after them. */
  public long votesScoredAfter() {
    return sums[N_AFTER];
  }

  /** Mean log loss; NaN without votes. */
  public double logLoss() {
    return FixedPoint.toDouble(sums[LOSS]) / sums[N];
  }

  /** Mean Brier score; NaN without votes. */
  public double brier() {
    return FixedPoint.toDouble(sums[BRIER]) / sums[N];
  }

  /** Share of votes for the most probable outcome; NaN without votes. */
  public double accuracy() {
    long correct = 0;
    for (int i = 0; i < OUTCOMES; i++) {
      correct += sums[CONFUSION + OUTCOMES * i + i];
    }
    return (double) correct / sums[N];
  }

  /**
   * The standardised surprise of a single look, if all votes were independent ({@link
   * dev.arena.statistics.calibration.CalibrationSums#z}); not finite without votes.
   */
  public double z() {
    return FixedPoint.toDouble(sums[LOSS] - sums[ENTROPY])
        / Math.sqrt(FixedPoint.toDouble(sums[ENTROPY_VARIANCE]));
  }

  /** How often each outcome was voted for. */
  RunningClassPrior outcomes() {
    long[] votes = new long[OUTCOMES];
    for (int i = 0; i < OUTCOMES * OUTCOMES; i++) {
      votes[i / OUTCOMES] += sums[CONFUSION + i];
    }
    return new RunningClassPrior(votes[0], votes[1], votes[2]);
  }

  /** Counts by the vote, then by the most probable outcome. */
  public long[][] confusion() {
    long[][] counts = new long[OUTCOMES][];
    for (int i = 0; i < OUTCOMES; i++) {
      int row = CONFUSION + OUTCOMES * i;
      counts[i] = Arrays.copyOfRange(sums, row, row + OUTCOMES);
    }
    return counts;
  }

  /** The sums by confidence. */
  public ReliabilitySums reliability() {
    List<BinSums> bins = new ArrayList<>();
    for (int i = BINS; i < LENGTH; i += OF_BIN) {
      bins.add(new BinSums(sums[i], sums[i + 1], sums[i + 2]));
    }
    return new ReliabilitySums(bins);
  }

  /** How often voters agree with each other, and the scorer with them. */
  public AgreementSums agreement() {
    return new AgreementSums(sums[COMBINATIONS], sums[AGREEMENTS], sums[SCORER_AGREEMENTS]);
  }

  /** How often the answer on the left won. */
  public PositionBias position() {
    return new PositionBias(sums[LEFT_WINS], sums[DECISIVE]);
  }
}
