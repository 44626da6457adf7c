/**
 * The scorer as an application, and its command line. Start at {@link
 * dev.arena.streamer.StreamApplication}.
 */
@NullMarked
package dev.arena.streamer;

import org.jspecify.annotations.NullMarked;
