/**
 * The packing of the other modules' build results into an archive that needs only a Java runtime.
 * Start at {@link DistCommand}.
 */
@NullMarked
package dev.arena.dist;

import org.jspecify.annotations.NullMarked;
