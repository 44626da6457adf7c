/**
 * The pages that show a pair with its texts: a known one, one that a visitor enters, and one to
 * vote on. Start at {@link dev.arena.console.page.pair.PairPage}.
 */
@NullMarked
package dev.arena.console.page.pair;

import org.jspecify.annotations.NullMarked;
