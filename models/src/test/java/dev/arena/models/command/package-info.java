/** Tests of what all commands share. */
package dev.arena.models.command;
