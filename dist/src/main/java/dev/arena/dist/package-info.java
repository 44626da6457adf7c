/**
 * Packs what the other modules built into an archive that runs on a Java runtime alone. Start at
 * {@link DistCommand}.
 */
@NullMarked
package dev.arena.dist;

import org.jspecify.annotations.NullMarked;
