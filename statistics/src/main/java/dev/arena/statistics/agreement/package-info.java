/**
 * How well a scorer agrees with people, and people with each other. Start at {@link AgreementSums}.
 */
@NullMarked
package dev.arena.statistics.agreement;

import org.jspecify.annotations.NullMarked;
