package dev.arena.trainer.tune;

/**
 * One step of fine-tuning.
 *
 * @param epoch counted from 1
 * @param step counted from 1 over all epochs
 * @param steps steps of all epochs
 * @param pairs how many were learned from
 * @param loss mean two-way loss of these pairs
 * @param recentLoss the same, smoothed over about twenty steps
 * @param learningRate of the encoder
 * @param gradientNorm before clipping
 */
record StepFigures(
    int epoch,
    int step,
    int steps,
    int pairs,
    double loss,
    double recentLoss,
    double learningRate,
    double gradientNorm) {}
