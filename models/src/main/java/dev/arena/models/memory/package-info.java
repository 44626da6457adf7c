/**
 * How much memory is left, and how much a file will take, before it is read. Start at {@link
 * dev.arena.models.memory.MemoryRoom}.
 */
@NullMarked
package dev.arena.models.memory;

import org.jspecify.annotations.NullMarked;
