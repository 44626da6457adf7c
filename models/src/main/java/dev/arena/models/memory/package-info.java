/**
 * Estimates the free memory, and the memory that a file needs before it is read. Start at {@link
 * dev.arena.models.memory.MemoryRoom}.
 */
@NullMarked
package dev.arena.models.memory;

import org.jspecify.annotations.NullMarked;
