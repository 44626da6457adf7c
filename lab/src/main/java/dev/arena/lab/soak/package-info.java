/**
 * The {@code soak} command, which tests that a long-running scorer does not leak and loses nothing.
 * Start at {@link dev.arena.lab.soak.SoakCommand}.
 */
@NullMarked
package dev.arena.lab.soak;

import org.jspecify.annotations.NullMarked;
