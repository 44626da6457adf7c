/**
 * The common parts of all Arena commands: exit codes, messages to the user, and progress. They
 * require picocli, which users of the library do not need. Start at {@link CommandRunner}.
 */
@NullMarked
package dev.arena.cli;

import org.jspecify.annotations.NullMarked;
