/** Tests of the local broker and registry with real processes. */
package dev.arena.servers;
