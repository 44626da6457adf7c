/**
 * The common parts of all Arena commands: exit codes, messages to the user, progress. Start at
 * {@link CommandRunner}. Needs picocli, which users of the library do not need.
 */
@NullMarked
package dev.arena.cli;

import org.jspecify.annotations.NullMarked;
