package dev.arena.trainer.run;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.export.EncoderGraph;
import dev.arena.trainer.export.ExportedGraphs;
import dev.arena.trainer.export.HeadGraph;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.network.Weights;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The graphs of a trained network, and how far each is from it on real pairs.
 *
 * @param encoders the bytes of each encoder; fp32 always, for comparison
 * @param head the bytes of the head
 * @param vectorDifference largest difference of a number of a vector, fp32 graph to network
 * @param probabilityDifference largest difference of a probability, fp32 graphs to network
 * @param klToFp32 mean Kullback-Leibler divergence of int8 probabilities to fp32's
 * @param pairs how many pairs were compared
 */
record Exported(
    Map<Precision, byte[]> encoders,
    byte[] head,
    double vectorDifference,
    double probabilityDifference,
    double klToFp32,
    int pairs) {
  private static final double VECTOR_TOLERANCE = 1e-4;
  private static final double PROBABILITY_TOLERANCE = 1e-4;
  private static final double KL_TOLERANCE = 5e-4;
  private static final int MOST_PAIRS = 200;

  /**
   * Exports and compares.
   *
   * @param pairs real pairs whose sequences have vectors; the first are compared
   * @param vectors what the trained network says about the sequences
   */
  static Exported of(
      Weights weights,
      PairHead head,
      List<EncodedPair> pairs,
      Map<Sequence, float[]> vectors,
      int threads) {
    List<EncodedPair> compared = pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()));
    Map<Precision, byte[]> encoders = new EnumMap<>(Precision.class);
    byte[] fp32 = EncoderGraph.write(weights, Precision.FP32);
    byte[] int8 = EncoderGraph.write(weights, Precision.INT8);
    encoders.put(Precision.FP32, fp32);
    encoders.put(Precision.INT8, int8);
    byte[] headBytes = HeadGraph.write(head);
    double vectorDifference = 0;
    double probabilityDifference = 0;
    List<double[]> exact = new ArrayList<>();
    try (ExportedGraphs graphs = ExportedGraphs.open(fp32, headBytes, threads)) {
      for (EncodedPair pair : compared) {
        List<float[]> found = graphs.vectors(List.of(pair.first(), pair.second()), done -> {});
        float[] first = known(vectors, pair.first());
        float[] second = known(vectors, pair.second());
        vectorDifference = Math.max(vectorDifference, largest(found.get(0), first));
        vectorDifference = Math.max(vectorDifference, largest(found.get(1), second));
        double[] exported = graphs.probabilities(pair, found.get(0), found.get(1));
        double[] trained =
            head.probabilities(first, second, pair.antisymmetric(), pair.symmetric());
        for (int i = 0; i < trained.length; i++) {
          probabilityDifference =
              Math.max(probabilityDifference, Math.abs(exported[i] - trained[i]));
        }
        exact.add(exported);
      }
    }
    double kl = 0;
    try (ExportedGraphs graphs = ExportedGraphs.open(int8, headBytes, threads)) {
      for (int i = 0; i < exact.size(); i++) {
        kl += divergence(exact.get(i), probabilities(graphs, compared.get(i))) / exact.size();
      }
    }
    return new Exported(
        encoders,
        headBytes,
        vectorDifference,
        probabilityDifference,
        Math.max(0, kl),
        compared.size());
  }

  private static double[] probabilities(ExportedGraphs graphs, EncodedPair pair) {
    List<float[]> found = graphs.vectors(List.of(pair.first(), pair.second()), done -> {});
    return graphs.probabilities(pair, found.get(0), found.get(1));
  }

  /** The bytes of one encoder. */
  byte[] encoder(Precision precision) {
    byte[] bytes = encoders.get(precision);
    if (bytes == null) {
      throw new IllegalArgumentException("no encoder of precision " + precision.text());
    }
    return bytes;
  }

  private static float[] known(Map<Sequence, float[]> vectors, Sequence sequence) {
    float[] vector = vectors.get(sequence);
    if (vector == null) {
      throw new IllegalArgumentException("no vector for " + sequence);
    }
    return vector;
  }

  /** The largest difference; NaN if any is. */
  static double largest(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  private static double divergence(double[] exact, double[] rounded) {
    double sum = 0;
    for (int i = 0; i < exact.length; i++) {
      sum += exact[i] <= 0 ? 0 : exact[i] * Math.log(exact[i] / Math.max(rounded[i], 1e-15));
    }
    return sum;
  }

  /**
   * Refuses graphs that are too far from the network.
   *
   * @param precisions those that shall be written
   */
  void requireTolerances(List<Precision> precisions) {
    if (!(vectorDifference <= VECTOR_TOLERANCE)
        || !(probabilityDifference <= PROBABILITY_TOLERANCE)) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "the exported fp32 graphs differ from the trained network by %.2g in a vector and %.2g"
                  + " in a probability; expected at most %.0e and %.0e. No bundle was written: train"
                  + " again with a lower --learning-rate.",
              vectorDifference,
              probabilityDifference,
              VECTOR_TOLERANCE,
              PROBABILITY_TOLERANCE));
    }
    if (precisions.contains(Precision.INT8) && !(klToFp32 <= KL_TOLERANCE)) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "the int8 encoder's probabilities diverge from fp32's by %.6f on average; expected at"
                  + " most %.4f. No bundle was written: pass --precision fp32.",
              klToFp32,
              KL_TOLERANCE));
    }
  }
}
