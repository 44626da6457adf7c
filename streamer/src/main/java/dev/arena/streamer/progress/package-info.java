/**
 * What stream threads do and whether topics take what they write, for the health checks. Start at
 * {@link dev.arena.streamer.progress.ThreadActivity}.
 */
@NullMarked
package dev.arena.streamer.progress;

import org.jspecify.annotations.NullMarked;
