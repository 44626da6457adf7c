/**
 * The networks of a bundle, run by ONNX Runtime. Start at {@link
 * dev.arena.models.network.EncoderNetwork}.
 */
@NullMarked
package dev.arena.models.network;

import org.jspecify.annotations.NullMarked;
