/**
 * What all of Arena's commands share: exit codes, messages to the person at the keyboard, progress.
 * Start at {@link CommandRunner}. Needs picocli, which users of the library do without.
 */
@NullMarked
package dev.arena.cli;

import org.jspecify.annotations.NullMarked;
