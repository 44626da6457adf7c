/**
 * The command {@code bench}: how fast this machine scores, beside simpler ways. Start at {@link
 * Bench}; what is measured is listed in {@link Subjects}.
 */
@NullMarked
package dev.arena.lab.bench;

import org.jspecify.annotations.NullMarked;
