/**
 * The path of a record: a pair from its topic, through the model, to a preference on the same
 * partition. Start at {@link dev.arena.streamer.topology.ArenaTopology}.
 */
@NullMarked
package dev.arena.streamer.topology;

import org.jspecify.annotations.NullMarked;
