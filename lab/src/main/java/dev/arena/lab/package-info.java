/** Benchmarks of the scorer, and long-running and fault-injection tests of its guarantees. */
@NullMarked
package dev.arena.lab;

import org.jspecify.annotations.NullMarked;
