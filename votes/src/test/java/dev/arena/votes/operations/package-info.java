/** Tests of the votes service's metrics. */
package dev.arena.votes.operations;
