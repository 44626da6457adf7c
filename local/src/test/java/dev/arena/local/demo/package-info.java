/** Tests of the {@code demo} command. */
package dev.arena.local.demo;
