/** Tests of the {@code bench} command. */
package dev.arena.lab.bench;
