/**
 * Kafka Streams, kept running while what is around it fails: what must be there before it starts,
 * what ended it, and whether it continues.
 */
@NullMarked
package dev.arena.streamer.running;

import org.jspecify.annotations.NullMarked;
