/**
 * Records that go wrong, or look as if they should, for tests that mix them into good traffic.
 * Start at {@link dev.arena.local.nasty.NastyRecords}.
 */
@NullMarked
package dev.arena.local.nasty;

import org.jspecify.annotations.NullMarked;
