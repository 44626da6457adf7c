/** The page of traffic. Start at {@link dev.arena.console.page.traffic.TrafficPage}. */
@NullMarked
package dev.arena.console.page.traffic;

import org.jspecify.annotations.NullMarked;
