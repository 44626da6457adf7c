package dev.arena.streamer.topology;

import dev.arena.schemas.Preference;

/**
 * A preference on its way out.
 *
 * @param preference what is written
 * @param partition the number of the partition that its pair came from, where it goes
 */
record Answer(Preference preference, int partition) {}
