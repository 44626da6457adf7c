/** Tests of the command {@code bench}. */
package dev.arena.local.bench;
