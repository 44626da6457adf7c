/**
 * Sends files of conversation pairs to the pairs' topic and accounts for every row: answered, dead
 * letter, or missing. Start at {@link dev.arena.streamer.replay.Replay}. {@code OutstandingRows}
 * does the accounting; {@code ResumableSender} lets a run survive a crash.
 */
@NullMarked
package dev.arena.streamer.replay;

import org.jspecify.annotations.NullMarked;
