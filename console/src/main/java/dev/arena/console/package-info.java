/**
 * The console: an HTTP API that scores pairs and ranks answers with a model of its own. Start at
 * {@link dev.arena.console.ConsoleApplication}.
 */
@NullMarked
package dev.arena.console;

import org.jspecify.annotations.NullMarked;
