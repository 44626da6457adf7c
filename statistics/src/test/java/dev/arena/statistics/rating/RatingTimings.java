package dev.arena.statistics.rating;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Prints how much time of its processor the thread takes for boards, which a busy machine changes
 * less than the time that passes. Arguments: votes (1000000), models (200), voters (10000),
 * repetitions (10).
 */
final class RatingTimings {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final int votes;
  private final int models;
  private final int voters;
  private final int repetitions;

  private RatingTimings(int votes, int models, int voters, int repetitions) {
    this.votes = votes;
    this.models = models;
    this.voters = voters;
    this.repetitions = repetitions;
  }

  public static void main(String[] arguments) {
    int[] numbers = {1_000_000, 200, 10_000, 10};
    for (int i = 0; i < arguments.length; i++) {
      numbers[i] = Integer.parseInt(arguments[i]);
    }
    new RatingTimings(numbers[0], numbers[1], numbers[2], numbers[3]).run();
  }

  private void run() {
    System.out.printf(
        "%d votes, %d models, %d voters, %d repetitions%n", votes, models, voters, repetitions);
    Battles anonymous = builder(0, false).build();
    Battles known = builder(voters, false).build();
    Battles styled = builder(0, true).build();
    Battles styledKnown = builder(voters, true).build();
    RatingOptions options = RatingOptions.DEFAULT;
    RatingOptions style = options.with(StyleControl.STANDARD);
    RatingOptions none = options.with(IntervalMethod.NONE);
    time("sort, anonymous", () -> builder(0, false), BattlesBuilder::build);
    time("sort, voters", () -> builder(voters, false), BattlesBuilder::build);
    time("sort, style", () -> builder(0, true), BattlesBuilder::build);
    time("board, no intervals", () -> anonymous, b -> RatingBoard.compute(b, none));
    time("board, per vote", () -> anonymous, b -> RatingBoard.compute(b, options));
    time("board, per voter", () -> known, b -> RatingBoard.compute(b, options));
    time(
        "davidson, per vote",
        () -> anonymous,
        b -> RatingBoard.compute(b, options.with(RatingMethod.DAVIDSON)));
    time(
        "style, no intervals",
        () -> styled,
        b -> RatingBoard.compute(b, style.with(IntervalMethod.NONE)));
    time("style, per vote", () -> styled, b -> RatingBoard.compute(b, style));
    time("style, per voter", () -> styledKnown, b -> RatingBoard.compute(b, style));
  }

  private <T> void time(String what, Supplier<T> input, Function<T, ?> work) {
    double[] millis = new double[repetitions];
    int blackhole = 0;
    for (int r = 0; r < repetitions; r++) {
      T prepared = input.get();
      long before = threads.getCurrentThreadCpuTime();
      blackhole += work.apply(prepared).hashCode();
      millis[r] = (threads.getCurrentThreadCpuTime() - before) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%-24s first %8.1f ms, median %8.1f, least %8.1f, most %8.1f   %s%n",
        what,
        first,
        millis[repetitions / 2],
        millis[0],
        millis[repetitions - 1],
        blackhole == 0 ? "" : " ");
  }

  private BattlesBuilder builder(int voterCount, boolean styled) {
    SplittableRandom random = new SplittableRandom(1);
    List<String> names = new ArrayList<>();
    double[] strength = new double[models];
    for (int i = 0; i < models; i++) {
      names.add(String.format(Locale.ROOT, "model-%05d", i));
      strength[i] = random.nextDouble(-1, 1);
    }
    BattlesBuilder builder = Battles.builder(names, voterCount);
    for (int i = 0; i < votes; i++) {
      int a = random.nextInt(models);
      int b = (a + 1 + random.nextInt(models - 1)) % models;
      StyleDifference style = styled ? style(random) : null;
      double x = strength[a] - strength[b] + (style == null ? 0 : 0.3 * style.length());
      double point = random.nextDouble();
      double win = 0.7 / (1 + Math.exp(-x));
      BattleResult result =
          point < win
              ? BattleResult.A_WINS
              : point < win + 0.3 ? BattleResult.TIE : BattleResult.B_WINS;
      builder.add(a, b, result, voterCount == 0 ? Battles.ANONYMOUS : random.nextInt(voterCount));
      if (style != null) {
        builder.style(style);
      }
    }
    return builder;
  }

  private static StyleDifference style(SplittableRandom random) {
    return StyleDifference.between(counts(random), counts(random));
  }

  private static StyleCounts counts(SplittableRandom random) {
    return new StyleCounts(
        random.nextInt(1, 4000), random.nextInt(8), random.nextInt(30), random.nextInt(20));
  }
}
