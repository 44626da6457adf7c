/** Tests of the memory checks that precede the reading of files. */
package dev.arena.models.memory;
