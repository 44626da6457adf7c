/**
 * Estimates how much memory is free, and how much a file will need, before it is read. Start at
 * {@link dev.arena.models.memory.MemoryRoom}.
 */
@NullMarked
package dev.arena.models.memory;

import org.jspecify.annotations.NullMarked;
