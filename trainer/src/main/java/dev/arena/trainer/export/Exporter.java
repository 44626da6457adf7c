package dev.arena.trainer.export;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.encode.EncodedPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.export.Exported.LeftOut;
import dev.arena.trainer.export.Exported.Parity;
import dev.arena.trainer.export.Exported.Variant;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Exports a trained network as ONNX graphs, runs them on real pairs, and keeps those that pass:
 * fp32 must reproduce the network's outputs, and the others must nearly match fp32's probabilities.
 */
public final class Exporter {
  private static final double VECTOR_TOLERANCE = 1e-4;
  private static final double PROBABILITY_TOLERANCE = 1e-4;
  private static final double KL_TOLERANCE = 5e-4;

  private final Weights weights;
  private final Pooling pooling;
  private final PairHead head;
  private final int threads;
  private final LongSupplier nanoClock;

  /**
   * @param weights the encoder's weights
   * @param pooling the pooling used in training
   * @param threads number of sequences to run at the same time
   * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
   */
  public Exporter(
      Weights weights, Pooling pooling, PairHead head, int threads, LongSupplier nanoClock) {
    this.weights = weights;
    this.pooling = pooling;
    this.head = head;
    this.threads = threads;
    this.nanoClock = nanoClock;
  }

  /**
   * Exports the graphs.
   *
   * @param directory where to write {@code head.onnx} and {@code encoder.<precision>.onnx}
   * @throws UserException if fp32 differs too much from the network, or no requested encoder passes
   */
  public Exported export(Path directory, EncoderChoice choice, ParitySample pairs)
      throws IOException {
    Files.write(directory.resolve(Exported.HEAD), HeadGraph.write(head));
    GraphRun exact = run(directory, Precision.FP32, choice, pairs);
    Parity parity = parity(exact, pairs);
    requireTolerances(parity);
    Variant reference =
        new Variant(
            Precision.FP32,
            choice.operators(Precision.FP32),
            Files.size(directory.resolve(Variant.file(Precision.FP32))),
            0,
            parity.probabilityDifference(),
            parity.pairs(),
            exact.sequencesPerSecond());
    List<Variant> variants = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Precision precision : choice.precisions()) {
      if (precision == Precision.FP32) {
        variants.add(reference);
        continue;
      }
      Variant variant = compared(directory, choice, precision, exact, pairs);
      if (variant.klToFp32() <= KL_TOLERANCE) {
        variants.add(variant);
      } else {
        Files.delete(directory.resolve(variant.file()));
        leftOut.add(new LeftOut(precision, tooFar(variant)));
      }
    }
    return new Exported(parity, reference, variants, leftOut);
  }

  private GraphRun run(
      Path directory, Precision precision, EncoderChoice choice, ParitySample pairs)
      throws IOException {
    String file = Variant.file(precision);
    Files.write(
        directory.resolve(file),
        EncoderGraph.write(weights, pooling, precision, choice.operators(precision)));
    return GraphRun.of(directory, file, head, pairs, threads, nanoClock);
  }

  private Parity parity(GraphRun exact, ParitySample pairs) {
    double vector = 0;
    double probability = 0;
    for (int i = 0; i < pairs.known(); i++) {
      EncodedPair pair = pairs.pairs().get(i);
      float[] first = GraphRun.vector(pairs.vectors(), pair.first());
      float[] second = GraphRun.vector(pairs.vectors(), pair.second());
      vector = Math.max(vector, largest(GraphRun.vector(exact.vectors(), pair.first()), first));
      vector = Math.max(vector, largest(GraphRun.vector(exact.vectors(), pair.second()), second));
      double[] trained = head.probabilities(first, second, pair.antisymmetric(), pair.symmetric());
      for (int j = 0; j < trained.length; j++) {
        probability = Math.max(probability, Math.abs(exact.probabilities().get(i)[j] - trained[j]));
      }
    }
    return new Parity(vector, probability, pairs.known());
  }

  private static void requireTolerances(Parity parity) {
    if (!(parity.vectorDifference() <= VECTOR_TOLERANCE)
        || !(parity.probabilityDifference() <= PROBABILITY_TOLERANCE)) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "the exported fp32 graphs differ from the trained network by %.2g in a vector and %.2g"
                  + " in a probability; expected at most %.0e and %.0e. No bundle was written: train"
                  + " again with a lower --learning-rate.",
              parity.vectorDifference(),
              parity.probabilityDifference(),
              VECTOR_TOLERANCE,
              PROBABILITY_TOLERANCE));
    }
  }

  private Variant compared(
      Path directory, EncoderChoice choice, Precision precision, GraphRun exact, ParitySample pairs)
      throws IOException {
    GraphRun rounded = run(directory, precision, choice, pairs);
    double kl = 0;
    double difference = 0;
    int count = pairs.pairs().size();
    for (int i = 0; i < count; i++) {
      float[] expected = exact.probabilities().get(i);
      float[] found = rounded.probabilities().get(i);
      kl += divergence(expected, found) / count;
      difference = Math.max(difference, largest(expected, found));
    }
    return new Variant(
        precision,
        choice.operators(precision),
        Files.size(directory.resolve(Variant.file(precision))),
        Math.max(0, kl),
        difference,
        count,
        rounded.sequencesPerSecond());
  }

  private static String tooFar(Variant variant) {
    return String.format(
        Locale.ROOT,
        "the %s encoder's probabilities diverge from fp32's by %.6f on average over %,d pairs,"
            + " where at most %.4f is allowed",
        variant.precision().text(),
        variant.klToFp32(),
        variant.pairs(),
        KL_TOLERANCE);
  }

  /** The largest absolute difference; NaN if any difference is NaN. */
  static double largest(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  /** {@code KL(exact || rounded)}; NaN if a probability is NaN. */
  static double divergence(float[] exact, float[] rounded) {
    double sum = 0;
    for (int i = 0; i < exact.length; i++) {
      sum += exact[i] <= 0 ? 0 : exact[i] * Math.log(exact[i] / Math.max(rounded[i], 1e-15));
    }
    return sum;
  }
}
