/** Scores the pairs of one Kafka topic and publishes the preferences on another. */
@NullMarked
package dev.arena.streamer;

import org.jspecify.annotations.NullMarked;
