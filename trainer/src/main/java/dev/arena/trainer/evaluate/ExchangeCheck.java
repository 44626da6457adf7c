package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;

/**
 * The result of scoring rows a second time with A and B exchanged.
 *
 * @param rows how many; the first of the file
 * @param flipped in how many another outcome became the likeliest
 * @param meanDifference of a row's most changed probability
 * @param maxDifference of any probability
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
     * @param exchanged what was found for the exchanged row, A standing for the file's B
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
      // compared by probability: two outcomes that are equally likely both ways are no flip
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
