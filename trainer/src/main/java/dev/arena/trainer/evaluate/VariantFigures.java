package dev.arena.trainer.evaluate;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import org.jspecify.annotations.Nullable;

/**
 * One precision of a bundle's encoder on a CPU, beside the others on the same rows.
 *
 * @param precision of the encoder
 * @param bytes size of its file
 * @param rows how many were scored; the first of the file
 * @param logLoss on them
 * @param differenceToFp32 the log loss minus fp32's, paired by row; null without fp32
 * @param klToFp32 mean Kullback-Leibler divergence to fp32's probabilities; null without fp32
 * @param pairsPerSecond on this machine
 */
public record VariantFigures(
    Precision precision,
    long bytes,
    int rows,
    double logLoss,
    @Nullable Difference differenceToFp32,
    @Nullable Double klToFp32,
    double pairsPerSecond) {}
