/**
 * The console: pages and an HTTP API over Arena's topics and a model of its own. Start at {@link
 * dev.arena.console.ConsoleApplication}.
 */
@NullMarked
package dev.arena.console;

import org.jspecify.annotations.NullMarked;
