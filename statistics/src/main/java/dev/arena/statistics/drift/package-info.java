/** Whether today's pairs differ from those of a reference. Start at {@link PopulationStability}. */
@NullMarked
package dev.arena.statistics.drift;

import org.jspecify.annotations.NullMarked;
