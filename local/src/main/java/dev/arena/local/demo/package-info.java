/**
 * The command {@code demo}: the whole path once, on this machine, with a table to look at. Start at
 * {@link DemoCommand}.
 */
@NullMarked
package dev.arena.local.demo;

import org.jspecify.annotations.NullMarked;
