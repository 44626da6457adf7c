package dev.arena.statistics;

import dev.arena.statistics.calibration.CalibrationCheck;
import dev.arena.statistics.calibration.CalibrationSums;
import dev.arena.statistics.calibration.CalibrationUnit;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.statistics.loss.VoteScore;
import dev.arena.statistics.sequential.ClusteredSums;
import dev.arena.statistics.sequential.ComparisonDecision;
import dev.arena.statistics.sequential.ConfidenceSequence;
import dev.arena.statistics.sequential.Unit;
import dev.arena.statistics.sequential.UnitSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Simulates votes, watches the calibration test and the comparison of two scorers after each of
 * them, and counts the runs in which they ever raise an alarm.
 *
 * <pre>
 * mvn -q -pl statistics test-compile
 * java -cp statistics/target/classes:statistics/target/test-classes dev.arena.statistics.FalseAlarms 2000 20000
 * </pre>
 */
final class FalseAlarms {
  private static final long SEED = 20261128;
  private static final int POOL = 2048;

  /** Voters who vote at the same time. */
  private static final int CONCURRENT = 20;

  private static final int LONGEST_DAY = 15;

  private FalseAlarms() {}

  /**
   * A way to generate votes, and a test that watches them.
   *
   * @param start starts a run; each call of what it returns adds a vote and says whether there is
   *     an alarm
   */
  record Scenario(String name, Function<SplittableRandom, BooleanSupplier> start) {
    /** Runs it many times; the same seed gives the same result. */
    AlarmCounts run(int paths, int looks) {
      int[] firstAlarms =
          IntStream.range(0, paths)
              .parallel()
              .map(path -> firstAlarm(new SplittableRandom(SEED + 7919L * path), looks))
              .filter(look -> look > 0)
              .sorted()
              .toArray();
      return new AlarmCounts(this, paths, looks, firstAlarms);
    }

    private int firstAlarm(SplittableRandom seeds, int looks) {
      BooleanSupplier look = start.apply(seeds.split());
      for (int i = 1; i <= looks; i++) {
        if (look.getAsBoolean()) {
          return i;
        }
      }
      return 0;
    }
  }

  /**
   * What the runs of a scenario gave.
   *
   * @param firstAlarms after how many votes each run with an alarm raised its first one, sorted
   */
  record AlarmCounts(Scenario scenario, int paths, int looks, int[] firstAlarms) {
    double share() {
      return (double) firstAlarms.length / paths;
    }

    String line() {
      String median =
          firstAlarms.length * 2 <= paths ? "" : ", half of them within " + firstAlarms[paths / 2];
      Interval interval = Interval.ofShare(firstAlarms.length, paths);
      return "%-78s %5d of %d runs: %5.1f %% (%.1f to %.1f)%s"
          .formatted(
              scenario.name,
              firstAlarms.length,
              paths,
              100 * share(),
              100 * interval.low(),
              100 * interval.high(),
              median);
    }
  }

  /** What counts as one observation. */
  enum Observation {
    VOTE,
    DAY,
    VOTER
  }

  // ---- two scorers ----

  /** Scorers whose logits differ from the truth by noise of their own. */
  private static final class Scorers {
    final OutcomeProbabilities[] truths;
    final long[][] differences;

    /** With equal noise, every pair is there twice with the scorers exchanged. */
    Scorers(double championNoise, double challengerNoise) {
      SplittableRandom random = new SplittableRandom(SEED);
      boolean equal = championNoise == challengerNoise;
      truths = new OutcomeProbabilities[POOL];
      differences = new long[POOL][];
      for (int i = 0; i < POOL; i++) {
        if (equal && i % 2 == 1) {
          truths[i] = truths[i - 1];
          differences[i] = Arrays.stream(differences[i - 1]).map(d -> -d).toArray();
        } else {
          double[] logits = logits(random, 0.6);
          truths[i] = softmax(logits);
          differences[i] =
              differences(
                  softmax(noisy(logits, championNoise, random)),
                  softmax(noisy(logits, challengerNoise, random)));
        }
      }
    }

    String describe() {
      double gain = 0;
      double squares = 0;
      for (int i = 0; i < POOL; i++) {
        for (int outcome = 0; outcome < 3; outcome++) {
          double d = FixedPoint.toDouble(differences[i][outcome]);
          gain += truths[i].of(outcome) * d / POOL;
          squares += truths[i].of(outcome) * d * d / POOL;
        }
      }
      return "gain %.4f, sd %.3f".formatted(gain, Math.sqrt(squares - gain * gain));
    }
  }

  /** Each vote is an observation. */
  static Scenario comparison(
      String name, double championNoise, double challengerNoise, Predicate<UnitSums> alarm) {
    Scorers scorers = new Scorers(championNoise, challengerNoise);
    return new Scenario(
        "%s (%s)".formatted(name, scorers.describe()),
        random ->
            new BooleanSupplier() {
              private UnitSums sums = UnitSums.EMPTY;

              @Override
              public boolean getAsBoolean() {
                int pair = random.nextInt(POOL);
                int outcome = outcome(scorers.truths[pair], random);
                sums = sums.plus(Unit.of(scorers.differences[pair][outcome]));
                return alarm.test(sums);
              }
            });
  }

  /**
   * Voters have tastes that the scorers differ in: the champion believes that longer answers win
   * more often than the challenger does, and each voter likes longer answers more or less than
   * others. Over all voters, the scorers are equally good.
   *
   * @param returning number of voters, who vote on many days; 0 if everyone votes on a single day
   */
  static Scenario clustered(
      String name, Observation observation, int returning, Predicate<UnitSums> alarm) {
    double[][] logits = new double[POOL][];
    double[] lengths = new double[POOL];
    long[][] differences = new long[POOL][];
    SplittableRandom seeded = new SplittableRandom(SEED);
    for (int i = 0; i < POOL; i += 2) {
      logits[i] = logits(seeded, 0.6);
      logits[i + 1] = logits[i];
      lengths[i] = seeded.nextGaussian();
      lengths[i + 1] = -lengths[i];
      for (int j = i; j < i + 2; j++) {
        differences[j] =
            differences(
                softmax(longer(logits[j], 0.15 * lengths[j])),
                softmax(longer(logits[j], -0.15 * lengths[j])));
      }
    }
    return new Scenario(
        name,
        random -> {
          List<Double> tastes = new ArrayList<>();
          List<Unit> ofVoters = new ArrayList<>();
          Days<Integer, Unit> days =
              new Days<>(
                  random,
                  () -> {
                    if (returning > 0 && tastes.size() == returning) {
                      return random.nextInt(returning);
                    }
                    tastes.add(0.6 * random.nextGaussian());
                    ofVoters.add(Unit.EMPTY);
                    return tastes.size() - 1;
                  },
                  Unit.EMPTY);
          return new BooleanSupplier() {
            private UnitSums sums = UnitSums.EMPTY;

            @Override
            public boolean getAsBoolean() {
              int place = days.next();
              int voter = days.voters.get(place);
              int pair = random.nextInt(POOL);
              double taste = tastes.get(voter);
              int outcome = outcome(softmax(longer(logits[pair], taste * lengths[pair])), random);
              Unit before =
                  switch (observation) {
                    case VOTE -> Unit.EMPTY;
                    case DAY -> days.units.get(place);
                    case VOTER -> ofVoters.get(voter);
                  };
              Unit after = before.plus(differences[pair][outcome]);
              days.units.set(place, after);
              ofVoters.set(voter, after);
              sums = sums.minus(before).plus(after);
              return alarm.test(sums);
            }
          };
        });
  }

  // ---- calibration ----

  /**
   * A scorer whose logits are the true ones times a factor: above 1, it is overconfident.
   *
   * @param spread of the true logits
   */
  static Scenario calibration(
      String name, double spread, double factor, Predicate<CalibrationSums> alarm) {
    OutcomeProbabilities[] truths = new OutcomeProbabilities[POOL];
    CalibrationUnit[][] units = new CalibrationUnit[POOL][3];
    SplittableRandom seeded = new SplittableRandom(SEED);
    for (int i = 0; i < POOL; i++) {
      double[] logits = logits(seeded, spread);
      truths[i] = softmax(logits);
      OutcomeProbabilities claimed =
          softmax(Arrays.stream(logits).map(logit -> factor * logit).toArray());
      for (int outcome = 0; outcome < 3; outcome++) {
        units[i][outcome] = CalibrationUnit.of(VoteScore.of(claimed, outcome));
      }
    }
    return new Scenario(
        name,
        random ->
            new BooleanSupplier() {
              private CalibrationSums sums = CalibrationSums.EMPTY;

              @Override
              public boolean getAsBoolean() {
                int pair = random.nextInt(POOL);
                sums = sums.plus(units[pair][outcome(truths[pair], random)]);
                return alarm.test(sums);
              }
            });
  }

  /**
   * Some voters choose the favourite more often than the scorer says, others less; over all voters,
   * the scorer is right.
   */
  static Scenario clusteredCalibration(String name, boolean byDay) {
    OutcomeProbabilities[] claimed = new OutcomeProbabilities[POOL];
    VoteScore[][] scores = new VoteScore[POOL][3];
    SplittableRandom seeded = new SplittableRandom(SEED);
    for (int i = 0; i < POOL; i++) {
      claimed[i] = softmax(logits(seeded, 0.6));
      for (int outcome = 0; outcome < 3; outcome++) {
        scores[i][outcome] = VoteScore.of(claimed[i], outcome);
      }
    }
    return new Scenario(
        name,
        random -> {
          Days<Double, CalibrationUnit> days =
              new Days<>(
                  random,
                  () -> (random.nextBoolean() ? 0.9 : -0.9) * random.nextDouble(),
                  CalibrationUnit.EMPTY);
          return new BooleanSupplier() {
            private CalibrationSums sums = CalibrationSums.EMPTY;

            @Override
            public boolean getAsBoolean() {
              int voter = days.next();
              int pair = random.nextInt(POOL);
              int outcome = outcome(tilted(claimed[pair], days.voters.get(voter)), random);
              CalibrationUnit before = byDay ? days.units.get(voter) : CalibrationUnit.EMPTY;
              CalibrationUnit after = before.plus(scores[pair][outcome]);
              days.units.set(voter, after);
              sums = sums.minus(before).plus(after);
              return CalibrationCheck.ofIndependent(sums).alarm();
            }
          };
        });
  }

  /** Moves probability between the favourite and the least likely outcome. */
  private static OutcomeProbabilities tilted(OutcomeProbabilities p, double tilt) {
    int favourite = p.likeliest();
    int least = p.a() <= p.b() && p.a() <= p.tie() ? 0 : p.b() <= p.tie() ? 1 : 2;
    double[] moved = {p.a(), p.b(), p.tie()};
    double amount = tilt * moved[least];
    moved[favourite] += amount;
    moved[least] -= amount;
    return new OutcomeProbabilities(moved[0], moved[1], moved[2]);
  }

  // ---- voters ----

  /** Voters who vote at the same time; when one has voted for a day, another takes their place. */
  private static final class Days<V, U> {
    final List<V> voters;
    final List<U> units;
    private final int[] left = new int[CONCURRENT];
    private final SplittableRandom random;
    private final Supplier<V> newcomer;
    private final U empty;

    Days(SplittableRandom random, Supplier<V> newcomer, U empty) {
      this.random = random;
      this.newcomer = newcomer;
      this.empty = empty;
      voters = new ArrayList<>();
      units = new ArrayList<>();
      for (int i = 0; i < CONCURRENT; i++) {
        voters.add(newcomer.get());
        units.add(empty);
        left[i] = 1 + random.nextInt(LONGEST_DAY);
      }
    }

    /** The place of the next voter. */
    int next() {
      int place = random.nextInt(CONCURRENT);
      if (left[place]-- == 0) {
        voters.set(place, newcomer.get());
        units.set(place, empty);
        left[place] = random.nextInt(LONGEST_DAY);
      }
      return place;
    }
  }

  // ---- voters and pairs ----

  /** As the service does: of the votes on a pair, its unit counts the first ones by voter. */
  private static final int COUNTED_ON_A_PAIR = 32;

  /**
   * Who votes on what.
   *
   * @param voters how many people vote, again and again; 0 if new ones come all the time
   * @param pairs how many pairs there are; 0 if each vote is on a new one
   * @param hot share of votes that are on the first pair if the voter has not voted on it yet
   */
  record Crowd(int voters, int pairs, double hot) {
    String describe() {
      return "%s, %s"
          .formatted(
              voters == 0 ? "new voters" : voters + " voters",
              hot > 0 ? "a pair that all vote on" : pairs == 0 ? "new pairs" : pairs + " pairs");
    }
  }

  /** What a vote says, and what is expected of it. */
  private interface Votes {
    /** A vote on a pair of the pool by a voter, who differ from others by these effects. */
    int outcome(int pair, double effects, SplittableRandom random);

    /** What is added up for it. */
    CalibrationUnit unit(int pair, int outcome);
  }

  /** Sums by voter, by pair and by vote. */
  record CrossedSums(CalibrationSums voters, CalibrationSums pairs, UnitSums votes) {
    ClusteredSums gains() {
      return new ClusteredSums(voters.surprise(), pairs.surprise(), votes);
    }
  }

  /**
   * Equal scorers: the champion believes that longer answers win more often than the challenger
   * does, and each voter likes longer answers more or less than others, and so do all voters on
   * each pair. Over all voters and pairs, the scorers are equally good.
   */
  static Scenario crossedComparison(String name, Crowd crowd, Predicate<CrossedSums> alarm) {
    double[][] logits = new double[POOL][];
    double[] lengths = new double[POOL];
    CalibrationUnit[][] units = new CalibrationUnit[POOL][3];
    SplittableRandom seeded = new SplittableRandom(SEED);
    for (int i = 0; i < POOL; i += 2) {
      logits[i] = logits(seeded, 0.6);
      logits[i + 1] = logits[i];
      lengths[i] = seeded.nextGaussian();
      lengths[i + 1] = -lengths[i];
      for (int j = i; j < i + 2; j++) {
        long[] differences =
            differences(
                softmax(longer(logits[j], 0.15 * lengths[j])),
                softmax(longer(logits[j], -0.15 * lengths[j])));
        for (int outcome = 0; outcome < 3; outcome++) {
          units[j][outcome] = new CalibrationUnit(Unit.of(differences[outcome]), 0);
        }
      }
    }
    return crossed(
        "equal scorers, " + crowd.describe() + name,
        crowd,
        new Votes() {
          @Override
          public int outcome(int pair, double effects, SplittableRandom random) {
            double by = 0.6 * effects * lengths[pair];
            return FalseAlarms.outcome(softmax(longer(logits[pair], by)), random);
          }

          @Override
          public CalibrationUnit unit(int pair, int outcome) {
            return units[pair][outcome];
          }
        },
        alarm);
  }

  /**
   * A calibrated scorer: some voters choose the favourite more often than it says, others less, and
   * so it is with pairs; over all voters and pairs, it is right.
   */
  static Scenario crossedCalibration(String name, Crowd crowd, Predicate<CrossedSums> alarm) {
    OutcomeProbabilities[] claimed = new OutcomeProbabilities[POOL];
    CalibrationUnit[][] units = new CalibrationUnit[POOL][3];
    SplittableRandom seeded = new SplittableRandom(SEED);
    for (int i = 0; i < POOL; i++) {
      claimed[i] = softmax(logits(seeded, 0.6));
      for (int outcome = 0; outcome < 3; outcome++) {
        units[i][outcome] = CalibrationUnit.of(VoteScore.of(claimed[i], outcome));
      }
    }
    return crossed(
        "calibrated scorer, " + crowd.describe() + name,
        crowd,
        new Votes() {
          @Override
          public int outcome(int pair, double effects, SplittableRandom random) {
            double tilt = Math.max(-0.95, Math.min(0.95, 0.4 * effects));
            return FalseAlarms.outcome(tilted(claimed[pair], tilt), random);
          }

          @Override
          public CalibrationUnit unit(int pair, int outcome) {
            return units[pair][outcome];
          }
        },
        alarm);
  }

  private static Scenario crossed(
      String name, Crowd crowd, Votes votes, Predicate<CrossedSums> alarm) {
    return new Scenario(name, random -> new CrossedRun(crowd, votes, alarm, random));
  }

  /** A voter or a pair. */
  private static final class Member {
    final double effect;
    final int pooled;
    final BitSet met = new BitSet();
    CalibrationUnit unit = CalibrationUnit.EMPTY;

    /** Of a pair: the votes that are counted, by voter. */
    final TreeMap<Integer, CalibrationUnit> counted = new TreeMap<>();

    Member(SplittableRandom random) {
      effect = random.nextGaussian();
      pooled = random.nextInt(POOL);
    }

    CalibrationUnit sum() {
      Unit surprise = Unit.EMPTY;
      long variance = 0;
      for (CalibrationUnit vote : counted.values()) {
        surprise = surprise.plus(vote.surprise().sum());
        variance += vote.variance();
      }
      return new CalibrationUnit(surprise, variance);
    }
  }

  private static final class CrossedRun implements BooleanSupplier {
    private final Crowd crowd;
    private final Votes votes;
    private final Predicate<CrossedSums> alarm;
    private final SplittableRandom random;
    private final List<Member> voters = new ArrayList<>();
    private final List<Member> pairs = new ArrayList<>();
    private final Days<Integer, Unit> days;
    private CalibrationSums byVoter = CalibrationSums.EMPTY;
    private CalibrationSums byPair = CalibrationSums.EMPTY;
    private UnitSums byVote = UnitSums.EMPTY;
    private boolean done;

    CrossedRun(Crowd crowd, Votes votes, Predicate<CrossedSums> alarm, SplittableRandom random) {
      this.crowd = crowd;
      this.votes = votes;
      this.alarm = alarm;
      this.random = random;
      days = new Days<>(random, () -> add(voters), Unit.EMPTY);
      for (int i = voters.size(); i < crowd.voters(); i++) {
        add(voters);
      }
      for (int i = 0; i < crowd.pairs(); i++) {
        add(pairs);
      }
    }

    private int add(List<Member> members) {
      members.add(new Member(random));
      return members.size() - 1;
    }

    @Override
    public boolean getAsBoolean() {
      for (int i = 0; i < 100 && !done; i++) {
        int voter =
            crowd.voters() == 0 ? days.voters.get(days.next()) : random.nextInt(crowd.voters());
        boolean hot = crowd.hot() > 0 && random.nextDouble() < crowd.hot();
        int pair =
            crowd.pairs() == 0 || (crowd.hot() > 0 && !hot && crowd.pairs() == 1)
                ? add(pairs)
                : hot ? 0 : random.nextInt(crowd.pairs());
        if (!voters.get(voter).met.get(pair)) {
          voters.get(voter).met.set(pair);
          vote(voter, pair);
          return alarm.test(new CrossedSums(byVoter, byPair, byVote));
        }
      }
      done = true; // nearly everyone has voted on everything
      return false;
    }

    private void vote(int number, int on) {
      Member voter = voters.get(number);
      Member pair = pairs.get(on);
      int outcome = votes.outcome(pair.pooled, voter.effect + pair.effect, random);
      CalibrationUnit vote = votes.unit(pair.pooled, outcome);
      byVote = byVote.plus(vote.surprise());
      byVoter = byVoter.minus(voter.unit);
      voter.unit =
          new CalibrationUnit(
              voter.unit.surprise().plus(vote.surprise().sum()),
              voter.unit.variance() + vote.variance());
      byVoter = byVoter.plus(voter.unit);
      boolean full = pair.counted.size() == COUNTED_ON_A_PAIR;
      if (full && number > pair.counted.lastKey()) {
        return;
      }
      if (full) {
        pair.counted.pollLastEntry();
      }
      pair.counted.put(number, vote);
      byPair = byPair.minus(pair.unit);
      pair.unit = pair.sum();
      byPair = byPair.plus(pair.unit);
    }
  }

  // ---- tests ----

  /** The challenger test. */
  static boolean betterOrWorse(UnitSums sums) {
    return !ConfidenceSequence.STANDARD.around(sums).contains(0);
  }

  /** What a dashboard with ordinary 95% intervals would say. */
  static boolean ordinaryInterval(UnitSums sums) {
    return sums.units() >= ConfidenceSequence.STANDARD.validFrom()
        && Math.abs(sums.mean()) > 1.959964 * sums.standardDeviation() / Math.sqrt(sums.units());
  }

  /** Any decision but undecided. */
  static boolean decided(UnitSums sums) {
    Interval interval = ConfidenceSequence.STANDARD.around(sums);
    return !interval.contains(0)
        || (interval.low() >= -ComparisonDecision.MARGIN
            && interval.high() <= ComparisonDecision.MARGIN);
  }

  /** The challenger test, which knows voters and pairs. */
  static boolean byVoterAndPair(CrossedSums sums) {
    return !sums.gains().interval(ConfidenceSequence.STANDARD).contains(0);
  }

  /** With the wider of two intervals, by voter and by pair. */
  static boolean byWider(CrossedSums sums) {
    return betterOrWorse(sums.voters().surprise()) && betterOrWorse(sums.pairs().surprise());
  }

  /** As if all voters voted on different pairs. */
  static boolean byVoterOnly(CrossedSums sums) {
    return betterOrWorse(sums.voters().surprise());
  }

  /** The calibration test, which knows voters and pairs. */
  static boolean calibrationByVoterAndPair(CrossedSums sums) {
    return CalibrationCheck.of(sums.voters(), sums.pairs(), sums.votes()).alarm();
  }

  /** As if all voters voted on different pairs. */
  static boolean calibrationByVoterOnly(CrossedSums sums) {
    return CalibrationCheck.ofIndependent(sums.voters()).alarm();
  }

  static boolean calibrationAlarm(CalibrationSums sums) {
    return CalibrationCheck.ofIndependent(sums).alarm();
  }

  /** Without the standard deviation that the probabilities imply. */
  static boolean observedSpreadOnly(CalibrationSums sums) {
    return betterOrWorse(sums.surprise());
  }

  // ---- probabilities ----

  private static double[] logits(SplittableRandom random, double spread) {
    return new double[] {
      spread * random.nextGaussian(), spread * random.nextGaussian(), spread * random.nextGaussian()
    };
  }

  private static double[] noisy(double[] logits, double noise, SplittableRandom random) {
    return Arrays.stream(logits).map(logit -> logit + noise * random.nextGaussian()).toArray();
  }

  private static double[] longer(double[] logits, double by) {
    return new double[] {logits[0] + by, logits[1] - by, logits[2]};
  }

  private static OutcomeProbabilities softmax(double[] logits) {
    double a = Math.exp(logits[0]);
    double b = Math.exp(logits[1]);
    double tie = Math.exp(logits[2]);
    double sum = a + b + tie;
    return new OutcomeProbabilities(a / sum, b / sum, tie / sum);
  }

  /** Champion minus challenger, for each outcome. */
  private static long[] differences(
      OutcomeProbabilities champion, OutcomeProbabilities challenger) {
    return IntStream.range(0, 3)
        .mapToLong(
            outcome ->
                VoteScore.of(champion, outcome).loss() - VoteScore.of(challenger, outcome).loss())
        .toArray();
  }

  private static int outcome(OutcomeProbabilities p, SplittableRandom random) {
    double uniform = random.nextDouble();
    return uniform < p.a() ? 0 : uniform < p.a() + p.b() ? 1 : 2;
  }

  // ---- the scenarios ----

  /** Scenarios in which every alarm is false. */
  static List<Scenario> withoutEffect() {
    return List.of(
        comparison("equal scorers", 0.15, 0.15, FalseAlarms::betterOrWorse),
        clustered(
            "equal scorers, voters with tastes, by voter's day",
            Observation.DAY,
            0,
            FalseAlarms::betterOrWorse),
        returning(200, Observation.VOTER),
        calibration("calibrated scorer", 0.6, 1, FalseAlarms::calibrationAlarm),
        calibration("calibrated confident scorer", 6, 1, FalseAlarms::calibrationAlarm),
        clusteredCalibration("calibrated scorer, voters with tastes, by voter's day", true));
  }

  /** What goes wrong with simpler tests, or where the assumptions do not hold. */
  private static List<Scenario> cautions() {
    return List.of(
        comparison(
            "equal scorers, ordinary 95% interval", 0.15, 0.15, FalseAlarms::ordinaryInterval),
        clustered(
            "equal scorers, voters with tastes, by vote",
            Observation.VOTE,
            0,
            FalseAlarms::betterOrWorse),
        returning(200, Observation.DAY),
        returning(1000, Observation.DAY),
        returning(1000, Observation.VOTER),
        returning(20, Observation.DAY),
        calibration(
            "calibrated confident scorer, observed spread only",
            6,
            1,
            FalseAlarms::observedSpreadOnly),
        clusteredCalibration("calibrated scorer, voters with tastes, by vote", false));
  }

  /** Some of the crowds in which votes have voters and pairs in common. */
  private static final List<Crowd> CROWDS =
      List.of(
          new Crowd(20, 0, 0),
          new Crowd(0, 50, 0),
          new Crowd(20, 50, 0),
          new Crowd(150, 0, 0),
          new Crowd(0, 150, 0),
          new Crowd(150, 150, 0),
          new Crowd(500, 500, 0),
          new Crowd(0, 1, 0.5));

  /** Every alarm is false. */
  static List<Scenario> crossedWithoutEffect() {
    List<Scenario> scenarios = new ArrayList<>();
    for (Crowd crowd : CROWDS) {
      scenarios.add(crossedComparison("", crowd, FalseAlarms::byVoterAndPair));
      scenarios.add(crossedCalibration("", crowd, FalseAlarms::calibrationByVoterAndPair));
    }
    return scenarios;
  }

  /** What goes wrong if only voters are known, or pairs and voters each on their own. */
  private static List<Scenario> crossedCautions() {
    List<Scenario> scenarios = new ArrayList<>();
    for (Crowd crowd : CROWDS) {
      scenarios.add(crossedComparison("; by voter only", crowd, FalseAlarms::byVoterOnly));
      scenarios.add(crossedComparison("; the wider interval", crowd, FalseAlarms::byWider));
      scenarios.add(
          crossedCalibration("; by voter only", crowd, FalseAlarms::calibrationByVoterOnly));
    }
    return scenarios;
  }

  /** Voters whose tastes stay the same from day to day. */
  static Scenario returning(int voters, Observation observation) {
    return clustered(
        "equal scorers, %d voters on many days, by %s"
            .formatted(voters, observation == Observation.DAY ? "voter's day" : "voter"),
        observation,
        voters,
        FalseAlarms::betterOrWorse);
  }

  /** Scenarios in which every alarm is right. */
  static List<Scenario> withEffect() {
    return List.of(
        comparison("better challenger", 0.29, 0.15, FalseAlarms::betterOrWorse),
        comparison("better challenger", 0.231, 0.15, FalseAlarms::betterOrWorse),
        comparison("better challenger", 0.195, 0.15, FalseAlarms::betterOrWorse),
        comparison("equal scorers, any decision", 0.15, 0.15, FalseAlarms::decided),
        calibration("logits 1.5 times too large", 0.6, 1.5, FalseAlarms::calibrationAlarm),
        calibration("logits 1.25 times too large", 0.6, 1.25, FalseAlarms::calibrationAlarm),
        calibration("logits 1.1 times too large", 0.6, 1.1, FalseAlarms::calibrationAlarm),
        calibration("logits 0.8 times as large", 0.6, 0.8, FalseAlarms::calibrationAlarm));
  }

  /**
   * Prints the share of runs with an alarm: {@code FalseAlarms [runs [looks [part]]]}, where the
   * part is {@code false}, {@code crossed}, {@code cautions}, {@code crossed-cautions} or {@code
   * power}.
   */
  public static void main(String[] args) {
    int paths = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
    int looks = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    System.out.printf("%d runs of %d votes each, a look after each vote%n", paths, looks);
    Map<String, List<Scenario>> parts =
        Map.of(
            "false", withoutEffect(),
            "crossed", crossedWithoutEffect(),
            "cautions", cautions(),
            "crossed-cautions", crossedCautions(),
            "power", withEffect());
    for (String part : List.of("false", "crossed", "cautions", "crossed-cautions", "power")) {
      if (args.length < 3 || args[2].equals(part)) {
        print(part, parts.get(part), paths, looks);
      }
    }
  }

  private static void print(String heading, List<Scenario> scenarios, int paths, int looks) {
    System.out.println(heading);
    for (Scenario scenario : scenarios) {
      long start = System.nanoTime();
      System.out.printf(
          "  %s [%.0f s]%n", scenario.run(paths, looks).line(), (System.nanoTime() - start) / 1e9);
    }
  }
}
