/**
 * Replaces the bundle of a running scorer by a challenger's, if the votes say so. Start at {@link
 * dev.arena.votes.promote.PromoteCommand}.
 */
@NullMarked
package dev.arena.votes.promote;

import org.jspecify.annotations.NullMarked;
