package dev.arena.statistics.rating;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Votes of people with tastes of their own: for each voter and model, the strength is the model's
 * plus a normal deviation that stays the same in all votes of that voter.
 *
 * @param strengths true strengths on the logit scale
 * @param popularity how often models are drawn, relative to each other
 * @param tasteDeviation standard deviation of the tastes
 * @param nu Davidson's parameter of ties; 0 for no ties
 * @param votersOfLast how many voters judge the last model; the others never see it
 */
record SimulatedVotes(
    String name,
    double[] strengths,
    double[] popularity,
    int voters,
    int votesPerVoter,
    double tasteDeviation,
    double nu,
    int votersOfLast) {

  /** Six models with strengths from -1 to 1 that are drawn equally often, and no ties. */
  static SimulatedVotes sixModels(int voters, int votesPerVoter, double tasteDeviation) {
    return new SimulatedVotes(
        voters + " x " + votesPerVoter + ", taste " + tasteDeviation,
        new double[] {-1, -0.6, -0.2, 0.2, 0.6, 1},
        new double[] {1, 1, 1, 1, 1, 1},
        voters,
        votesPerVoter,
        tasteDeviation,
        0,
        voters);
  }

  /** Six models with about 30 % of ties. */
  static SimulatedVotes manyTies() {
    SimulatedVotes six = sixModels(50, 80, 0.3);
    return new SimulatedVotes(
        "30 % ties, 50 x 80, taste 0.3", six.strengths, six.popularity, 50, 80, 0.3, 0.5, 50);
  }

  /** Six models, the last of which only five of twenty voters see. */
  static SimulatedVotes oneModelWithFiveVoters(double tasteDeviation) {
    SimulatedVotes six = sixModels(20, 200, tasteDeviation);
    return new SimulatedVotes(
        "one model with 5 of 20 voters, taste " + tasteDeviation,
        six.strengths,
        six.popularity,
        20,
        200,
        tasteDeviation,
        0,
        5);
  }

  /** Thirty models, the most popular of which is drawn thirty times as often as the least. */
  static SimulatedVotes thirtyModels() {
    double[] strengths = new double[30];
    double[] popularity = new double[30];
    for (int i = 0; i < 30; i++) {
      strengths[i] = -1 + 2.0 * ((7 * i) % 30) / 29;
      popularity[i] = 30.0 / (i + 1);
    }
    return new SimulatedVotes(
        "30 models, unequal votes, 50 x 400, taste 0.3",
        strengths,
        popularity,
        50,
        400,
        0.3,
        0,
        50);
  }

  /**
   * The models of a published board, as strong and as popular as it says.
   *
   * @param board CSV with the columns model, rating, ..., num_battles, final_ranking
   */
  static SimulatedVotes published(Path board) throws IOException {
    List<String[]> rows =
        Files.readAllLines(board).stream().skip(1).map(line -> line.split(",", -1)).toList();
    double[] strengths = new double[rows.size()];
    double[] popularity = new double[rows.size()];
    for (int i = 0; i < strengths.length; i++) {
      String[] row = rows.get(i);
      strengths[i] = Double.parseDouble(row[1]) / BoardAssembly.POINTS;
      popularity[i] = Double.parseDouble(row[row.length - 2]);
    }
    return new SimulatedVotes(
        board.getFileName() + ", 2000 x 50, 30 % ties, taste 0.3",
        strengths,
        popularity,
        2000,
        50,
        0.3,
        0.5,
        2000);
  }

  int models() {
    return strengths.length;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < models(); i++) {
      names.add("model-%03d".formatted(i));
    }
    return names;
  }

  Battles draw(SplittableRandom random) {
    BattlesBuilder builder = Battles.builder(names(), voters);
    for (int voter = 0; voter < voters; voter++) {
      double[] own = new double[models()];
      for (int i = 0; i < own.length; i++) {
        own[i] = strengths[i] + tasteDeviation * random.nextGaussian();
      }
      int visible = voter < votersOfLast ? models() : models() - 1;
      for (int vote = 0; vote < votesPerVoter; vote++) {
        int a = drawModel(random, visible, -1);
        int b = drawModel(random, visible, a);
        builder.add(a, b, drawResult(random, own[a] - own[b]), voter);
      }
    }
    return builder.build();
  }

  private int drawModel(SplittableRandom random, int visible, int except) {
    double sum = 0;
    for (int i = 0; i < visible; i++) {
      sum += i == except ? 0 : popularity[i];
    }
    double point = random.nextDouble() * sum;
    int last = -1;
    for (int i = 0; i < visible; i++) {
      if (i != except) {
        last = i;
        point -= popularity[i];
        if (point < 0) {
          break;
        }
      }
    }
    return last;
  }

  private BattleResult drawResult(SplittableRandom random, double difference) {
    double[] chances = chances(difference);
    double point = random.nextDouble();
    if (point < chances[0]) {
      return BattleResult.A_WINS;
    }
    return point < chances[0] + chances[1] ? BattleResult.TIE : BattleResult.B_WINS;
  }

  private double[] chances(double difference) {
    double win = Math.exp(difference / 2);
    double loss = Math.exp(-difference / 2);
    double sum = win + loss + 2 * nu;
    return new double[] {win / sum, 2 * nu / sum, loss / sum};
  }

  /**
   * The ratings that the estimates approach with more and more voters: the Bradley-Terry fit of the
   * expected votes. Tastes pull them together, compared with the strengths.
   */
  double[] target() {
    BattlesBuilder expected = Battles.builder(names(), 0);
    for (int a = 0; a < models(); a++) {
      for (int b = 0; b < models(); b++) {
        if (a != b) {
          double often = expectedVotes(a, b);
          double share = expectedShare(strengths[a] - strengths[b]);
          expected.add(a, b, BattleResult.A_WINS, Battles.ANONYMOUS).weight(often * share);
          expected.add(a, b, BattleResult.B_WINS, Battles.ANONYMOUS).weight(often * (1 - share));
        }
      }
    }
    Battles battles = expected.build();
    return RatingFit.of(battles, battles.rowWeights(), RatingOptions.DEFAULT).parameters();
  }

  private double expectedVotes(int a, int b) {
    double votes = votersOfLast * chanceOfPair(a, b, models());
    if (a < models() - 1 && b < models() - 1) {
      votes += (voters - votersOfLast) * chanceOfPair(a, b, models() - 1);
    }
    return votes;
  }

  private double chanceOfPair(int a, int b, int visible) {
    double sum = 0;
    for (int i = 0; i < visible; i++) {
      sum += popularity[i];
    }
    return popularity[a] / sum * popularity[b] / (sum - popularity[a]);
  }

  /** The expected share of a vote, over tastes, by the trapezoidal rule. */
  private double expectedShare(double difference) {
    double deviation = Math.sqrt(2) * tasteDeviation;
    double sum = 0;
    double weights = 0;
    for (int i = -400; i <= 400; i++) {
      double z = i / 50.0;
      double weight = Math.exp(-z * z / 2);
      double[] chances = chances(difference + deviation * z);
      sum += weight * (chances[0] + chances[1] / 2);
      weights += weight;
    }
    return sum / weights;
  }
}
