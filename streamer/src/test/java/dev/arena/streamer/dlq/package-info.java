@NullMarked
package dev.arena.streamer.dlq;

import org.jspecify.annotations.NullMarked;
