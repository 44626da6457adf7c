package dev.arena.trainer.network;

import dev.arena.models.encode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Distinct sequences, longest first, in runs that are each padded to their own longest: little is
 * padded, and the activations of a run stay near the processor.
 */
final class SequenceBatches {
  private static final int MOST_TOKENS = 2048;

  private final List<Padded> batches;
  private final Map<Sequence, Integer> rows = new LinkedHashMap<>();

  private SequenceBatches(List<Padded> batches) {
    this.batches = batches;
    for (Padded batch : batches) {
      for (Sequence sequence : batch.sequences()) {
        rows.put(sequence, rows.size());
      }
    }
  }

  /** The sequences of duels. */
  static SequenceBatches of(List<Duel> duels) {
    List<Sequence> sequences = new ArrayList<>();
    for (Duel duel : duels) {
      sequences.add(duel.winner());
      sequences.add(duel.loser());
    }
    return new SequenceBatches(distinct(sequences));
  }

  /** Runs over each different sequence once. */
  static List<Padded> distinct(Collection<Sequence> sequences) {
    List<Sequence> sorted = new ArrayList<>(new LinkedHashSet<>(sequences));
    sorted.sort(Comparator.comparingInt(Sequence::length).reversed());
    List<Padded> batches = new ArrayList<>();
    int from = 0;
    while (from < sorted.size()) {
      int length = sorted.get(from).length();
      int to = Math.min(sorted.size(), from + Math.max(1, MOST_TOKENS / length));
      batches.add(new Padded(List.copyOf(sorted.subList(from, to)), length));
      from = to;
    }
    return batches;
  }

  List<Padded> batches() {
    return batches;
  }

  /**
   * The matrix {@code [duels, sequences]} that turns the sequences' vectors, in the order of the
   * batches, into differences winner minus loser.
   */
  float[][] winnerMinusLoser(List<Duel> duels) {
    float[][] matrix = new float[duels.size()][rows.size()];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i][row(duels.get(i).winner())] += 1;
      matrix[i][row(duels.get(i).loser())] -= 1;
    }
    return matrix;
  }

  private int row(Sequence sequence) {
    Integer row = rows.get(sequence);
    if (row == null) {
      throw new IllegalArgumentException(sequence + " is not in the batches");
    }
    return row;
  }

  /**
   * Sequences of one run.
   *
   * @param sequences at least one
   * @param length tokens of the longest, to which the others are padded
   */
  record Padded(List<Sequence> sequences, int length) {
    long[] ids() {
      long[] ids = new long[sequences.size() * length];
      for (int i = 0; i < sequences.size(); i++) {
        int[] from = sequences.get(i).ids();
        for (int j = 0; j < from.length; j++) {
          ids[i * length + j] = from[j];
        }
      }
      return ids;
    }

    long[] mask() {
      long[] mask = new long[sequences.size() * length];
      for (int i = 0; i < sequences.size(); i++) {
        Arrays.fill(mask, i * length, i * length + sequences.get(i).length(), 1);
      }
      return mask;
    }

    long[] types() {
      long[] types = new long[sequences.size() * length];
      for (int i = 0; i < sequences.size(); i++) {
        Sequence sequence = sequences.get(i);
        Arrays.fill(
            types, i * length + sequence.secondSegment(), i * length + sequence.length(), 1);
      }
      return types;
    }
  }
}
