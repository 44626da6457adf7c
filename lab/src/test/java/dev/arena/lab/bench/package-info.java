/** Tests of the command {@code bench}. */
package dev.arena.lab.bench;
