/**
 * A tiny but real model bundle for tests of every module. Start at {@link
 * dev.arena.models.testing.TinyBundle}.
 */
package dev.arena.models.testing;
