package dev.arena.trainer.network;

import dev.arena.models.encode.Sequence;
import dev.arena.trainer.recipe.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The sequences of one run of the encoder, concatenated without padding.
 *
 * @param sequences at least one
 */
record PackedSequences(List<Sequence> sequences) {
  /** Maximum tokens of a run, so that its activations fit into the CPU's caches. */
  static final int MOST_TOKENS = 2048;

  /** Splits the distinct sequences into runs of at most {@code most} sequences. */
  static List<PackedSequences> of(Collection<Sequence> sequences, int most) {
    List<PackedSequences> runs = new ArrayList<>();
    List<Sequence> run = new ArrayList<>();
    int tokens = 0;
    for (Sequence sequence : new LinkedHashSet<>(sequences)) {
      if (run.size() == most || (!run.isEmpty() && tokens + sequence.length() > MOST_TOKENS)) {
        runs.add(new PackedSequences(List.copyOf(run)));
        run.clear();
        tokens = 0;
      }
      run.add(sequence);
      tokens += sequence.length();
    }
    if (!run.isEmpty()) {
      runs.add(new PackedSequences(List.copyOf(run)));
    }
    return runs;
  }

  int tokens() {
    return sequences.stream().mapToInt(Sequence::length).sum();
  }

  long[] lengths() {
    return sequences.stream().mapToLong(Sequence::length).toArray();
  }

  long[] ids() {
    long[] ids = new long[tokens()];
    int at = 0;
    for (Sequence sequence : sequences) {
      for (int id : sequence.ids()) {
        ids[at++] = id;
      }
    }
    return ids;
  }

  long[] types() {
    long[] types = new long[tokens()];
    int at = 0;
    for (Sequence sequence : sequences) {
      Arrays.fill(types, at + sequence.secondSegment(), at + sequence.length(), 1);
      at += sequence.length();
    }
    return types;
  }

  long[] positions() {
    long[] positions = new long[tokens()];
    int at = 0;
    for (Sequence sequence : sequences) {
      for (int i = 0; i < sequence.length(); i++) {
        positions[at++] = i;
      }
    }
    return positions;
  }

  /**
   * The matrix {@code [sequences, tokens]} that turns tokens into the mean of each sequence; the
   * mean of no tokens is zero.
   */
  float[] means(Pooling pooling) {
    int tokens = tokens();
    float[] means = new float[sequences.size() * tokens];
    int at = 0;
    for (int i = 0; i < sequences.size(); i++) {
      Sequence sequence = sequences.get(i);
      int skipped =
          switch (pooling) {
            case ANSWERS -> sequence.secondSegment();
            case ALL -> 0;
          };
      int end = i * tokens + at + sequence.length();
      Arrays.fill(means, i * tokens + at + skipped, end, 1f / (sequence.length() - skipped));
      at += sequence.length();
    }
    return means;
  }
}
