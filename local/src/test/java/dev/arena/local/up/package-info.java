/** Tests of the command {@code up}. */
package dev.arena.local.up;
