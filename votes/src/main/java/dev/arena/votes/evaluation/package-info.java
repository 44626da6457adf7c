/**
 * Live evaluation: how the predictions of each scorer compare with the votes that came after them.
 * One task adds up all battles and writes the sums to a compacted topic, which the commands {@code
 * votes evaluation} and {@code votes compare} read. Every figure is defined in
 * docs/reference/evaluation.md. Start at {@link dev.arena.votes.evaluation.EvaluationTopology}.
 */
@NullMarked
package dev.arena.votes.evaluation;

import org.jspecify.annotations.NullMarked;
