package dev.arena.trainer.recipe;

/**
 * What holds the weights back from learning the training rows by heart.
 *
 * @param dropout share of the hidden values left out
 * @param attentionDropout share of the attention weights left out
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
