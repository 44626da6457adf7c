/** Tests of putting scorers under load. */
@NullMarked
package dev.arena.lab.load;

import org.jspecify.annotations.NullMarked;
