/** Tests of what all commands share. */
package dev.arena.cli;
