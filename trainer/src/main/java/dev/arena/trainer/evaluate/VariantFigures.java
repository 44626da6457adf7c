package dev.arena.trainer.evaluate;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one precision of a bundle's encoder on a CPU, on the same rows as the others.
 *
 * @param precision of the encoder
 * @param bytes size of its file
 * @param rows number of scored rows, from the beginning of the file
 * @param logLoss mean over these rows
 * @param differenceToFp32 the log loss minus fp32's, paired by row; null without fp32
 * @param klToFp32 mean Kullback-Leibler divergence to fp32's probabilities; null without fp32
 * @param pairsPerSecond throughput on this machine
 */
public record VariantFigures(
    Precision precision,
    long bytes,
    int rows,
    double logLoss,
    @Nullable Difference differenceToFp32,
    @Nullable Double klToFp32,
    double pairsPerSecond) {}
