/**
 * Estimates of how much memory is free and of how much a file will need, made before the file is
 * read. Start at {@link dev.arena.models.memory.MemoryRoom}.
 */
@NullMarked
package dev.arena.models.memory;

import org.jspecify.annotations.NullMarked;
