/** Tests that look at the console with a browser. */
@NullMarked
package dev.arena.dist.browser;

import org.jspecify.annotations.NullMarked;
