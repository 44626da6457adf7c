/**
 * Attempts to make the pipeline lose, duplicate, reorder or change records: a plan generated from a
 * seed injects faults into scorers on a real broker, and every record is accounted for. Start at
 * {@link dev.arena.lab.prove.Proof}.
 */
@NullMarked
package dev.arena.lab.prove;

import org.jspecify.annotations.NullMarked;
