/**
 * The scorer as an application, and the command line around it. Start at {@link
 * dev.arena.streamer.StreamApplication}.
 */
@NullMarked
package dev.arena.streamer;

import org.jspecify.annotations.NullMarked;
