package dev.arena.models.batch;

import dev.arena.models.encode.Sequence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A plan that assigns sequences to encoder runs: equal sequences once, the longest first, and
 * similar lengths together, so that there is little padding.
 *
 * @param distinct the distinct sequences
 * @param positions for each sequence planned, its index in {@code distinct}
 * @param runs indices in {@code distinct}, each in exactly one run, the longest first
 */
public record BatchPlan(
    List<Sequence> distinct, List<Integer> positions, List<List<Integer>> runs) {
  public BatchPlan {
    distinct = List.copyOf(distinct);
    positions = List.copyOf(positions);
    runs = List.copyOf(runs);
  }

  /** Plans runs for sequences. */
  public static BatchPlan of(Collection<Sequence> sequences, BatchLimits limits) {
    Map<Sequence, Integer> indices = new LinkedHashMap<>();
    List<Integer> positions = new ArrayList<>(sequences.size());
    for (Sequence sequence : sequences) {
      Integer next = indices.size();
      Integer known = indices.putIfAbsent(sequence, next);
      positions.add(known == null ? next : known);
    }
    List<Sequence> distinct = List.copyOf(indices.keySet());
    return new BatchPlan(distinct, positions, runs(distinct, limits));
  }

  private static List<List<Integer>> runs(List<Sequence> distinct, BatchLimits limits) {
    List<Integer> longestFirst =
        IntStream.range(0, distinct.size())
            .boxed()
            .sorted(
                Comparator.comparingInt((Integer index) -> distinct.get(index).length()).reversed())
            .toList();
    List<List<Integer>> runs = new ArrayList<>();
    int from = 0;
    while (from < longestFirst.size()) {
      int padded = limits.padded(distinct.get(longestFirst.get(from)).length());
      int to = Math.min(longestFirst.size(), from + limits.sequences(padded));
      runs.add(List.copyOf(longestFirst.subList(from, to)));
      from = to;
    }
    return runs;
  }
}
