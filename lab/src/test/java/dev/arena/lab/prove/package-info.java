/** Tests of the fault harness, and of the pipeline with it. */
@NullMarked
package dev.arena.lab.prove;

import org.jspecify.annotations.NullMarked;
