/** Tests of the local broker and registry, against real ones. */
package dev.arena.servers;
