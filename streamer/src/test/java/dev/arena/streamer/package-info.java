/** Tests without a broker; those with one are in the module local. */
package dev.arena.streamer;
