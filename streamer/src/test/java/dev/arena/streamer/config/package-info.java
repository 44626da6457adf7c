/** Tests without a broker; those with one are in the package broker. */
package dev.arena.streamer.config;
