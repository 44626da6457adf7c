/** Benchmarks of the scorer, and long and destructive tests of its guarantees. */
@NullMarked
package dev.arena.lab;

import org.jspecify.annotations.NullMarked;
