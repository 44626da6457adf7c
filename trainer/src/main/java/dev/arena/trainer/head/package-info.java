/**
 * The head: a Davidson model of the three outcomes, fitted in plain Java. Start at {@link
 * DavidsonHead}.
 */
@NullMarked
package dev.arena.trainer.head;

import org.jspecify.annotations.NullMarked;
