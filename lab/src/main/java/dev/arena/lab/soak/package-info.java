/**
 * The command {@code soak}: whether a scorer that works for long grows, or loses anything. Start at
 * {@link dev.arena.lab.soak.SoakCommand}.
 */
@NullMarked
package dev.arena.lab.soak;

import org.jspecify.annotations.NullMarked;
