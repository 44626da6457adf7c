package dev.arena.trainer.tune;

import dev.arena.trainer.network.TieFreePair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Shuffled batches of pairs of similar length: rows are shuffled, sorted by length within windows
 * of a few batches, cut, and the batches shuffled again. The same seed gives the same order.
 */
final class BatchOrder {
  private static final int WINDOW = 16;

  private BatchOrder() {}

  static List<List<TieFreePair>> of(List<TieFreePair> pairs, int batch, long seed) {
    Random random = new Random(seed);
    List<TieFreePair> shuffled = new ArrayList<>(pairs);
    Collections.shuffle(shuffled, random);
    List<List<TieFreePair>> batches = new ArrayList<>();
    for (int from = 0; from < shuffled.size(); from += WINDOW * batch) {
      List<TieFreePair> window =
          shuffled.subList(from, Math.min(shuffled.size(), from + WINDOW * batch));
      window.sort(Comparator.comparingInt(TieFreePair::length));
      for (int i = 0; i < window.size(); i += batch) {
        batches.add(List.copyOf(window.subList(i, Math.min(window.size(), i + batch))));
      }
    }
    Collections.shuffle(batches, random);
    return batches;
  }
}
