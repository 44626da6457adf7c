/** Tests of the {@code soak} command. */
@NullMarked
package dev.arena.lab.soak;

import org.jspecify.annotations.NullMarked;
