/**
 * The report of an evaluation or a training run: a page that explains itself, and the same figures
 * as JSON. Start at {@link Report}.
 */
@NullMarked
package dev.arena.trainer.report;

import org.jspecify.annotations.NullMarked;
