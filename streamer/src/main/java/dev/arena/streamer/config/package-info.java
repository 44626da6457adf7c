/**
 * The scorer's keys, and the settings of Kafka Streams that follow from them. Start at {@link
 * dev.arena.streamer.config.StreamerKeys}.
 */
@NullMarked
package dev.arena.streamer.config;

import org.jspecify.annotations.NullMarked;
