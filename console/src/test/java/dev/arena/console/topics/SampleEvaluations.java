package dev.arena.console.topics;

import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.ReliabilityBin;
import dev.arena.schemas.ScorerComparison;
import dev.arena.statistics.calibration.ReliabilitySums;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.statistics.loss.VoteScore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Evaluations as the votes service writes them, of random predictions. */
public final class SampleEvaluations {
  public static final String TOPIC = "arena.preferences";

  private static final int OUTCOMES = 3;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private SampleEvaluations() {}

  /** The sums of votes in all windows. */
  public static LiveEvaluation total(String model, String slice, int votes) {
    return record(model, slice, 0, Instant.EPOCH, votes);
  }

  /** The sums of a day's votes. */
  public static LiveEvaluation day(String model, Instant start, int votes) {
    return record(model, "all", DAY, start, votes);
  }

  /** The sums of an hour's votes. */
  public static LiveEvaluation hour(String model, Instant start, int votes) {
    return record(model, "all", HOUR, start, votes);
  }

  /** A challenger's total with its comparison with a champion. */
  public static LiveEvaluation challenger(String model, String champion, int votes) {
    LiveEvaluation total = total(model, "all", votes);
    return LiveEvaluation.newBuilder(total)
        .setTopic("arena.preferences.challenger")
        .setComparisons(
            List.of(
                ScorerComparison.newBuilder()
                    .setTopic(TOPIC)
                    .setModel(champion)
                    .setN(votes)
                    .setChampionLoss(total.getLoss() + sum(0.009, votes))
                    .setChallengerLoss(total.getLoss())
                    .setUnits(votes / 4)
                    .setUnitGain(sum(0.009, votes / 4))
                    .setUnitGainSquared(sum(0.04, votes / 4))
                    .setPairs(votes / 2)
                    .setPairGain(sum(0.009, votes / 2))
                    .setPairGainSquared(sum(0.04, votes / 2))
                    .setGainSquared(sum(0.04, votes))
                    .setChangedWinners(votes / 10)
                    .setDistance(sum(0.05, votes))
                    .build()))
        .build();
  }

  /** Votes of judges compared with those of people. */
  public static LiveEvaluation judge(int combinations) {
    long same = combinations / 5;
    return LiveEvaluation.newBuilder()
        .setTopic("")
        .setModel("judge")
        .setSlice("all")
        .setKind("human")
        .setSize(0)
        .setStart(Instant.EPOCH)
        .setN(combinations)
        .setConfusion(List.of(same, 0L, 0L, 0L, same, 0L, combinations - 3 * same, 0L, same))
        .build();
  }

  private static long sum(double each, int count) {
    return FixedPoint.of(each) * count;
  }

  private static LiveEvaluation record(
      String model, String slice, long size, Instant start, int votes) {
    Random random = new Random(31L * votes + start.hashCode() + model.hashCode());
    long loss = 0;
    long entropy = 0;
    long variance = 0;
    long brier = 0;
    long surprise = 0;
    long squared = 0;
    long[] confusion = new long[OUTCOMES * OUTCOMES];
    long[][] bins = new long[ReliabilitySums.BINS][3];
    for (int i = 0; i < votes; i++) {
      OutcomeProbabilities p = drawn(random);
      double drawn = random.nextDouble();
      int outcome = drawn < p.a() ? 0 : drawn < p.a() + p.b() ? 1 : 2;
      VoteScore score = VoteScore.of(p, outcome);
      loss += score.loss();
      entropy += score.entropy();
      variance += score.entropyVariance();
      brier += score.brier();
      surprise += score.surprise();
      squared += FixedPoint.square(score.surprise());
      int likeliest = p.likeliest();
      confusion[OUTCOMES * outcome + likeliest]++;
      long[] bin = bins[ReliabilitySums.bin(p.of(likeliest))];
      bin[0]++;
      bin[1] += FixedPoint.of(p.of(likeliest));
      bin[2] += outcome == likeliest ? 1 : 0;
    }
    List<Long> counts = new ArrayList<>();
    for (long each : confusion) {
      counts.add(each);
    }
    List<ReliabilityBin> reliability = new ArrayList<>();
    for (long[] bin : bins) {
      reliability.add(new ReliabilityBin(bin[0], bin[1], bin[2]));
    }
    LiveEvaluation.Builder record =
        LiveEvaluation.newBuilder()
            .setTopic(TOPIC)
            .setModel(model)
            .setSlice(slice)
            .setKind("human")
            .setSize(size)
            .setStart(start)
            .setN(votes)
            .setLoss(loss)
            .setEntropy(entropy)
            .setEntropyVariance(variance)
            .setBrier(brier)
            .setConfusion(counts)
            .setBins(reliability)
            .setCombinations(votes / 2)
            .setAgreements((long) (votes * 0.3))
            .setScorerAgreements((long) (votes * 0.49))
            .setLeftWins(votes * 2 / 5)
            .setDecisive(votes * 3 / 4);
    if (size == 0 && slice.equals("all")) {
      record
          .setUnits(votes)
          .setUnitSurprise(surprise)
          .setUnitSurpriseSquared(squared)
          .setUnitVariance(variance)
          .setPairs(votes)
          .setPairSurprise(surprise)
          .setPairSurpriseSquared(squared)
          .setPairVariance(variance)
          .setSurpriseSquared(squared);
    }
    return record.build();
  }

  private static OutcomeProbabilities drawn(Random random) {
    double a = Math.exp(random.nextGaussian() * 0.6);
    double b = Math.exp(random.nextGaussian() * 0.6);
    double tie = 0.6;
    double sum = a + b + tie;
    return new OutcomeProbabilities(a / sum, b / sum, tie / sum);
  }
}
