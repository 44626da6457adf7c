/**
 * Whether predicted probabilities are right: reliability in bins, and a test without bins. Start at
 * {@link Reliability} and {@link CalibrationCheck}.
 */
@NullMarked
package dev.arena.statistics.calibration;

import org.jspecify.annotations.NullMarked;
