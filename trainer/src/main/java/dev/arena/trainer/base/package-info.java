/**
 * Pretrained encoders to start a training from: packaged ones and Hugging Face directories, whole
 * or some of their layers. Start at {@link BaseEncoders}.
 */
@NullMarked
package dev.arena.trainer.base;

import org.jspecify.annotations.NullMarked;
