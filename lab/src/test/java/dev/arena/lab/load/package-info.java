/** Tests of the load on scorers. */
@NullMarked
package dev.arena.lab.load;

import org.jspecify.annotations.NullMarked;
