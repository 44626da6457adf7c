/** Tests of the command {@code demo}. */
package dev.arena.local.demo;
