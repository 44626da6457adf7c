/**
 * The {@code bench} command, which measures how fast this machine scores pairs, compared with
 * simpler methods. Start at {@link Bench}; {@link Subjects} lists what is measured.
 */
@NullMarked
package dev.arena.lab.bench;

import org.jspecify.annotations.NullMarked;
