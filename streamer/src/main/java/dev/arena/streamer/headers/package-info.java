/**
 * The headers of records that Arena's programs add. Start at {@link
 * dev.arena.streamer.headers.ArenaHeader}.
 */
@NullMarked
package dev.arena.streamer.headers;

import org.jspecify.annotations.NullMarked;
