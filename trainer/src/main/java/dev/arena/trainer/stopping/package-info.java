/** Ends work between two steps when Ctrl-C asks for it. Start at {@link Stoppable}. */
@NullMarked
package dev.arena.trainer.stopping;

import org.jspecify.annotations.NullMarked;
