package dev.arena.streamer.topology;

import dev.arena.schemas.Preference;

/**
 * A preference that is about to be written.
 *
 * @param preference the preference
 * @param partition the partition number of its pair, which is also its own
 */
record Answer(Preference preference, int partition) {}
