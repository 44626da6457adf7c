/** Lets Ctrl-C end a command between two steps. Start at {@link Interrupts}. */
@NullMarked
package dev.arena.trainer.interrupt;

import org.jspecify.annotations.NullMarked;
