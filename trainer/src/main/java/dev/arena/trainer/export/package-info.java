/**
 * Writes trained networks as ONNX graphs, with identical bytes for identical weights, and compares
 * them with the networks. Start at {@link dev.arena.trainer.export.Exporter}.
 */
@NullMarked
package dev.arena.trainer.export;

import org.jspecify.annotations.NullMarked;
