package dev.arena.trainer.recipe;

/**
 * What keeps the weights from overfitting.
 *
 * @param dropout share of the hidden values that is dropped
 * @param attentionDropout share of the attention weights that is dropped
 * @param labelSmoothing share of each vote that counts half for either answer
 * @param frozen what is not trained
 * @param average decay of the moving average of the weights; 0 is none
 */
public record Regularisation(
    double dropout,
    double attentionDropout,
    double labelSmoothing,
    Frozen frozen,
    double average) {}
