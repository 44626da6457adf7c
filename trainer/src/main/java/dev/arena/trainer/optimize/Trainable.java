package dev.arena.trainer.optimize;

import ai.djl.ndarray.NDArray;

/**
 * A parameter that training changes.
 *
 * @param name for messages and checkpoints
 * @param value the numbers; changed in place
 * @param rateFactor the factor that multiplies the learning rate of the step
 * @param decays whether weight decay applies; false for biases and layer normalisation
 */
public record Trainable(String name, NDArray value, double rateFactor, boolean decays) {}
