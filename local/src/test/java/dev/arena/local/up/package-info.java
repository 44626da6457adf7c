/** Tests of the {@code up} command. */
package dev.arena.local.up;
