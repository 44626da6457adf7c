/**
 * Log converters that each program's {@code logback.xml} uses. They require Logback, which users of
 * the library do not need.
 */
@NullMarked
package dev.arena.cli.logging;

import org.jspecify.annotations.NullMarked;
