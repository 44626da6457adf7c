/** Tests of the command {@code soak}. */
@NullMarked
package dev.arena.lab.soak;

import org.jspecify.annotations.NullMarked;
