/**
 * What the pages of the console have in common: they are rendered on the server, put into a frame,
 * and load the same assets. Start at {@link dev.arena.console.page.Frame}.
 */
@NullMarked
package dev.arena.console.page;

import org.jspecify.annotations.NullMarked;
