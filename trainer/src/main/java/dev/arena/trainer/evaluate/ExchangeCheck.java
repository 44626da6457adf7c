package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;

/**
 * The result of scoring rows a second time with A and B exchanged.
 *
 * @param rows number of rows, from the beginning of the file
 * @param flipped number of rows in which another outcome became the likeliest
 * @param meanDifference mean change of each row's most changed probability
 * @param maxDifference largest change of any probability
 */
public record ExchangeCheck(int rows, int flipped, double meanDifference, double maxDifference) {
  /** Collects rows, one at a time. */
  static final class Counter {
    private int rows;
    private int flipped;
    private double sum;
    private double largest;

    /**
     * @param given the prediction for the row as it is in the file
     * @param exchanged the prediction for the exchanged row, whose A is the file's B
     */
    void add(Probabilities given, Probabilities exchanged) {
      Probabilities back = new Probabilities(exchanged.b(), exchanged.a(), exchanged.tie());
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

    ExchangeCheck check() {
      return new ExchangeCheck(rows, flipped, rows == 0 ? 0 : sum / rows, largest);
    }
  }
}
