/**
 * The pages of the console, rendered on the server. Start at {@link dev.arena.console.page.Frame}.
 */
@NullMarked
package dev.arena.console.page;

import org.jspecify.annotations.NullMarked;
