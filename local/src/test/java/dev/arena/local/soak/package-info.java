/** Tests of the command {@code soak}. */
@NullMarked
package dev.arena.local.soak;

import org.jspecify.annotations.NullMarked;
