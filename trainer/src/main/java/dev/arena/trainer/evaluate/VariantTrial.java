package dev.arena.trainer.evaluate;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PrecisionChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.ScorerOptions;
import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.ModelFigures.VariantFigures;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import dev.arena.trainer.rows.TieFreeVotes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores the same rows with every precision of a bundle. The precisions take turns on the CPU, so
 * that nothing else differs. {@link #close} closes the scorers. For use by one thread.
 */
final class VariantTrial implements AutoCloseable {
  private static final double SMALLEST = 1e-15;

  private final List<Variant> variants = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  private static final class Variant {
    private final EncoderEntry entry;
    private final PreferenceScorer scorer;
    private final List<Probabilities> predictions = new ArrayList<>();
    private long nanos;

    Variant(ModelBundle bundle, EncoderEntry entry) {
      this.entry = entry;
      this.scorer =
          PreferenceScorer.open(
              bundle.directory(),
              ScorerOptions.defaults()
                  .withDevice(new DeviceChoice.Cpu())
                  .withPrecision(PrecisionChoice.of(entry.precision())));
    }
  }

  VariantTrial(ModelBundle bundle) {
    try {
      bundle.manifest().encoder().stream()
          .sorted(Comparator.comparing(EncoderEntry::precision))
          .forEach(entry -> variants.add(new Variant(bundle, entry)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  void score(List<CsvPair> rows) {
    rows.forEach(row -> outcomes.add(LabelledRow.vote(row)));
    for (Variant variant : variants) {
      long start = System.nanoTime();
      variant.predictions.addAll(Predictor.Scored.probabilities(variant.scorer, rows));
      variant.nanos += System.nanoTime() - start;
    }
  }

  /**
   * The figures for each precision.
   *
   * @param tieFree whether the losses are for A against B, given that one of them wins
   */
  List<VariantFigures> figures(boolean tieFree) {
    Variant fp32 =
        variants.stream()
            .filter(variant -> variant.entry.precision() == Precision.FP32)
            .findFirst()
            .orElse(null);
    return variants.stream().map(variant -> figures(variant, fp32, tieFree)).toList();
  }

  private VariantFigures figures(Variant variant, @Nullable Variant fp32, boolean tieFree) {
    RowLosses losses = losses(variant, tieFree);
    Difference differenceToFp32 = null;
    Double divergence = null;
    if (fp32 != null && fp32 != variant) {
      differenceToFp32 = losses.against(losses(fp32, tieFree));
      divergence =
          IntStream.range(0, losses.rows())
              .mapToDouble(i -> divergence(fp32.predictions.get(i), variant.predictions.get(i)))
              .average()
              .orElse(Double.NaN);
    }
    return new VariantFigures(
        variant.entry.precision(),
        variant.entry.bytes(),
        losses.rows(),
        losses.logLoss(),
        differenceToFp32,
        divergence,
        losses.rows() / (variant.nanos / 1e9));
  }

  private RowLosses losses(Variant variant, boolean tieFree) {
    return RowLosses.of(TieFreeVotes.scored(variant.predictions, tieFree), outcomes);
  }

  static double divergence(Probabilities exact, Probabilities rounded) {
    double sum = 0;
    for (Outcome outcome : Outcome.values()) {
      double p = exact.of(outcome);
      sum += p == 0 ? 0 : p * Math.log(p / Math.max(rounded.of(outcome), SMALLEST));
    }
    return Math.max(0, sum);
  }

  @Override
  public void close() {
    variants.forEach(variant -> variant.scorer.close());
  }
}
