package dev.arena.trainer.network;

import dev.arena.models.encode.Sequence;
import dev.arena.trainer.recipe.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;

/**
 * The sequences of one run of the encoder, concatenated without padding.
 *
 * @param sequences at least one
 */
record PackedSequences(List<Sequence> sequences) {
  /**
   * The maximum number of tokens in a run, chosen so that its activations fit into the CPU's
   * caches.
   */
  static final int MOST_TOKENS = 2048;

  /** Splits the distinct sequences into runs of at most {@code most} sequences. */
  static List<PackedSequences> of(Collection<Sequence> sequences, int most) {
    return runs(new LinkedHashSet<>(sequences), most, Sequence::length).stream()
        .map(PackedSequences::new)
        .toList();
  }

  /**
   * Splits sequences or pairs into runs of at most {@link #MOST_TOKENS} tokens. A sequence or pair
   * with more tokens gets its own run.
   *
   * @param most the maximum number of sequences or pairs in a run
   * @param tokens the number of tokens in each
   */
  static <T> List<List<T>> runs(Collection<T> all, int most, ToIntFunction<T> tokens) {
    List<List<T>> runs = new ArrayList<>();
    List<T> run = new ArrayList<>();
    int used = 0;
    for (T next : all) {
      int more = tokens.applyAsInt(next);
      if (run.size() == most || (!run.isEmpty() && used + more > MOST_TOKENS)) {
        runs.add(List.copyOf(run));
        run.clear();
        used = 0;
      }
      run.add(next);
      used += more;
    }
    if (!run.isEmpty()) {
      runs.add(List.copyOf(run));
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
    return sequences.stream()
        .flatMapToInt(sequence -> Arrays.stream(sequence.ids()))
        .asLongStream()
        .toArray();
  }

  long[] types() {
    return sequences.stream()
        .flatMapToLong(
            sequence ->
                LongStream.range(0, sequence.length())
                    .map(i -> i < sequence.secondSegment() ? 0 : 1))
        .toArray();
  }

  long[] positions() {
    return sequences.stream()
        .flatMapToLong(sequence -> LongStream.range(0, sequence.length()))
        .toArray();
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
