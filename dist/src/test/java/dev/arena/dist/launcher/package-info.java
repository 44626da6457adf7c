/** Tests of the launcher script {@code ./arena}. */
package dev.arena.dist.launcher;
