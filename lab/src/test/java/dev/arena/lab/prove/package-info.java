/** Tests of the fault harness, and tests of the pipeline that use it. */
@NullMarked
package dev.arena.lab.prove;

import org.jspecify.annotations.NullMarked;
