package dev.arena.lab.prove;

import java.time.Duration;

/**
 * One fault of a plan.
 *
 * @param at how many records are accounted for when it begins; of a stretch of poison, the number
 *     of its first record
 * @param scorer which scorer it is done to, from 0; nothing to kinds that are not done to one
 * @param length how long it lasts, or how long what was ended stays away
 * @param overlapping whether it may begin before the one before it is over
 */
record Fault(FaultKind kind, int at, int scorer, Duration length, boolean overlapping) {}
