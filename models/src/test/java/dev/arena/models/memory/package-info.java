/** Tests of the memory that is asked for before files are read. */
package dev.arena.models.memory;
