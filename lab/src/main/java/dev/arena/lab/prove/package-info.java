/**
 * Tries to make the pipeline lose, double, mix up or change records: scorers on a real broker are
 * disturbed by a plan made from a seed, and every record is accounted for. Start at {@link
 * dev.arena.lab.prove.Proof}.
 */
@NullMarked
package dev.arena.lab.prove;

import org.jspecify.annotations.NullMarked;
