/**
 * The command {@code soak}: whether a scorer that works for long grows, or loses anything. Start at
 * {@link dev.arena.local.soak.SoakCommand}.
 */
@NullMarked
package dev.arena.local.soak;

import org.jspecify.annotations.NullMarked;
