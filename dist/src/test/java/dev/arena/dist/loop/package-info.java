/** A test of the whole loop: from votes to a better model that scores. */
package dev.arena.dist.loop;
