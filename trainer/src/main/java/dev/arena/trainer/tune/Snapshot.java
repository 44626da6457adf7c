package dev.arena.trainer.tune;

import dev.arena.trainer.safetensors.Tensor;
import java.util.Map;

/**
 * All that a fine-tuning goes on from. The tensors' numbers are fetched when they are written.
 *
 * @param model encoder and scoring vector
 * @param optimiser its moments
 */
record Snapshot(TuningState state, Map<String, Tensor> model, Map<String, Tensor> optimiser) {}
