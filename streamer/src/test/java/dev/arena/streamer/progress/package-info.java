@org.jspecify.annotations.NullMarked
package dev.arena.streamer.progress;
