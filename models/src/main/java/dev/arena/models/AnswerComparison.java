package dev.arena.models;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The model's predictions for each pair of answers to one prompt.
 *
 * @param answers the number of answers
 * @param pairs the probabilities for each two answers, in the order (0, 1), (0, 2), ..., (1, 2),
 *     ...; the one with the lower index is A
 * @param tokens tokens that the network read; equal answers count once
 * @param truncated whether text was cut to fit the network
 * @param model the {@code name@version} of the model
 */
public record AnswerComparison(
    int answers, List<Probabilities> pairs, int tokens, boolean truncated, String model) {
  public AnswerComparison {
    pairs = List.copyOf(pairs);
    if (pairs.size() != answers * (answers - 1) / 2) {
      throw new IllegalArgumentException(
          "there are %d pairs of %d answers; expected %d"
              .formatted(pairs.size(), answers, answers * (answers - 1) / 2));
    }
  }

  /**
   * The probability that people prefer one answer to another one.
   *
   * @param answer an index; the result is 0 if {@code other} is the same
   */
  public double wins(int answer, int other) {
    if (answer == other) {
      return 0;
    }
    return answer < other ? pair(answer, other).a() : pair(other, answer).b();
  }

  /**
   * The mean over all other answers of the expected result against each, in which a tie counts as
   * half a win; from 0 to 1. Means over all answers are 1/2.
   */
  public double meanResult(int answer) {
    return IntStream.range(0, answers)
            .filter(other -> other != answer)
            // equal to wins + tie / 2
            .mapToDouble(other -> (1 + wins(answer, other) - wins(other, answer)) / 2)
            .sorted() // the order of the answers must not change the last bits
            .sum()
        / (answers - 1);
  }

  private Probabilities pair(int lower, int higher) {
    int before = lower * (2 * answers - lower - 1) / 2;
    return pairs.get(before + higher - lower - 1);
  }
}
