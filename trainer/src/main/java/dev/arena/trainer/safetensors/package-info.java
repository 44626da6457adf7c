/**
 * Reads and writes Hugging Face's safetensors format. Start at {@link SafetensorsFile} and {@link
 * SafetensorsWriter}.
 */
@NullMarked
package dev.arena.trainer.safetensors;

import org.jspecify.annotations.NullMarked;
