/**
 * Tests that stay valid however often someone looks at them, and the sums that they need. Start at
 * {@link ComparisonDecision}.
 */
@NullMarked
package dev.arena.statistics.sequential;

import org.jspecify.annotations.NullMarked;
