/**
 * Sends files of conversation pairs to the pairs' topic and accounts for every row: answered, dead
 * letter, or missing. Start at {@link dev.arena.streamer.replay.Replay}; the accounting is in
 * {@code OutstandingRows}; how a run survives a crash is in {@code ResumableSender}.
 */
@NullMarked
package dev.arena.streamer.replay;

import org.jspecify.annotations.NullMarked;
