/**
 * Fine-tuning: the encoder learns step by step which answer of a pair won. Start at {@link
 * FineTuning}.
 */
@NullMarked
package dev.arena.trainer.tune;

import org.jspecify.annotations.NullMarked;
