/**
 * The {@code demo} command: the whole path from pairs to preferences on this machine, with a table
 * of the results. Start at {@link DemoCommand}.
 */
@NullMarked
package dev.arena.local.demo;

import org.jspecify.annotations.NullMarked;
