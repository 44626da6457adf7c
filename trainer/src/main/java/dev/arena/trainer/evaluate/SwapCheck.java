package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;

/**
 * The result of scoring rows a second time with A and B swapped.
 *
 * @param rows number of rows, from the beginning of the file
 * @param flipped number of rows in which another outcome became the likeliest
 * @param meanDifference mean of each row's largest change in a probability
 * @param maxDifference largest change in any probability
 */
public record SwapCheck(int rows, int flipped, double meanDifference, double maxDifference) {
  /** Collects rows, one at a time. */
  static final class Counter {
    private int rows;
    private int flipped;
    private double sum;
    private double largest;

    /**
     * @param given the prediction for the row as it is in the file
     * @param swapped the prediction for the swapped row, whose A is the file's B
     */
    void add(Probabilities given, Probabilities swapped) {
      Probabilities back = new Probabilities(swapped.b(), swapped.a(), swapped.tie());
      double difference =
          Math.max(
              Math.abs(given.tie() - back.tie()),
              Math.max(Math.abs(given.a() - back.a()), Math.abs(given.b() - back.b())));
      rows++;
      sum += difference;
      largest = Math.max(largest, difference);
      // compare probabilities: two outcomes that stay equally likely are not a flip
      if (back.of(given.mostLikely()) < back.of(back.mostLikely())) {
        flipped++;
      }
    }

    int rows() {
      return rows;
    }

    SwapCheck check() {
      return new SwapCheck(rows, flipped, rows == 0 ? 0 : sum / rows, largest);
    }
  }
}
