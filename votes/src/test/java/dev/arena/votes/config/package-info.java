/** Tests of the votes service's keys and of the settings that follow from them. */
package dev.arena.votes.config;
