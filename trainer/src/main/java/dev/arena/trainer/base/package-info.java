/**
 * Pretrained encoders from which training starts: packaged ones and Hugging Face directories, with
 * all or some of their layers. Start at {@link BaseEncoders}.
 */
@NullMarked
package dev.arena.trainer.base;

import org.jspecify.annotations.NullMarked;
