/** Tests of the package of the same name. */
package dev.arena.votes.export;
