/** Turns votes into a model bundle. */
@NullMarked
package dev.arena.trainer;

import org.jspecify.annotations.NullMarked;
