/**
 * Parts of the log's format that {@code logback.xml} of each program names. Needs Logback, which
 * users of the library do without.
 */
@NullMarked
package dev.arena.cli.logging;

import org.jspecify.annotations.NullMarked;
