/** Tests of putting scorers under load. */
@NullMarked
package dev.arena.local.load;

import org.jspecify.annotations.NullMarked;
