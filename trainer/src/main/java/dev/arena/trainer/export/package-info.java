/**
 * Writes trained networks as ONNX graphs (opset 17, standard operators), byte for byte the same for
 * the same weights. Start at {@link EncoderGraph} and {@link HeadGraph}.
 */
@NullMarked
package dev.arena.trainer.export;

import org.jspecify.annotations.NullMarked;
