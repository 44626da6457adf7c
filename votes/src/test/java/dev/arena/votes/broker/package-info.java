/** Tests of the votes service with a real broker and registry. */
package dev.arena.votes.broker;
