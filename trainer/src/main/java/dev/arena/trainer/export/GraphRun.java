package dev.arena.trainer.export;

import ai.onnxruntime.OrtException;
import dev.arena.cli.ProgressBar;
import dev.arena.models.encode.Sequence;
import dev.arena.models.network.EncoderNetwork;
import dev.arena.models.network.HeadNetwork;
import dev.arena.models.network.Workers;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.interrupt.Interrupts;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The output of an exported encoder and head for real pairs, computed by the scoring library.
 *
 * @param vectors the vector of every sequence
 * @param probabilities of A, B and tie for each pair, in the order of the pairs
 * @param sequencesPerSecond throughput of the encoder
 */
record GraphRun(
    Map<Sequence, float[]> vectors, List<float[]> probabilities, double sequencesPerSecond) {
  /** The number of sequences between progress updates and between checks for interrupts. */
  private static final int CHUNK = 32;

  /**
   * Runs the encoder and the head on pairs.
   *
   * @param directory the directory that holds the files of the encoder and the head
   * @param encoder the encoder's file name
   * @param head the head, which gives the sizes of the inputs
   * @param threads number of sequences to run at the same time
   * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
   */
  static GraphRun of(
      Path directory,
      String encoder,
      PairHead head,
      ParitySample pairs,
      int threads,
      LongSupplier nanoClock) {
    List<Sequence> longestFirst =
        pairs.sequences().stream()
            .sorted(Comparator.comparingInt(Sequence::length).reversed())
            .toList();
    int hidden = head.scoringVector().length;
    Map<Sequence, float[]> vectors = new HashMap<>();
    try (EncoderNetwork network =
            EncoderNetwork.onCpu(directory.resolve(encoder), hidden, threads);
        HeadNetwork headNetwork =
            HeadNetwork.open(
                directory.resolve(Exported.HEAD),
                hidden,
                head.antisymmetric().length,
                head.symmetric().length);
        Workers workers = new Workers(threads);
        ProgressBar progress =
            ProgressBar.onStderr("compare " + encoder, "sequences", longestFirst.size())) {
      long started = nanoClock.getAsLong();
      for (int from = 0; from < longestFirst.size(); from += CHUNK) {
        Interrupts.check();
        List<Sequence> chunk =
            longestFirst.subList(from, Math.min(longestFirst.size(), from + CHUNK));
        List<float[]> found = network.encode(chunk, workers);
        for (int i = 0; i < chunk.size(); i++) {
          vectors.put(chunk.get(i), found.get(i));
        }
        progress.update(vectors.size());
      }
      double seconds = (nanoClock.getAsLong() - started) / 1e9;
      List<HeadNetwork.Input> inputs =
          pairs.pairs().stream()
              .map(
                  pair ->
                      new HeadNetwork.Input(
                          vector(vectors, pair.first()),
                          vector(vectors, pair.second()),
                          pair.antisymmetric(),
                          pair.symmetric()))
              .toList();
      return new GraphRun(
          vectors,
          List.of(headNetwork.probabilities(inputs)),
          longestFirst.size() / Math.max(seconds, 1e-9));
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime refuses an exported graph: " + e.getMessage(), e);
    }
  }

  /** The vector of a sequence. */
  static float[] vector(Map<Sequence, float[]> vectors, Sequence sequence) {
    float[] vector = vectors.get(sequence);
    if (vector == null) {
      throw new IllegalArgumentException("no vector for " + sequence);
    }
    return vector;
  }
}
