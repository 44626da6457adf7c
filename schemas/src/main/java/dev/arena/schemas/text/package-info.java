/**
 * Text from records, files and names in a form that a terminal, a log and an error message can
 * show. Start at {@link dev.arena.schemas.text.TerminalText}.
 */
@NullMarked
package dev.arena.schemas.text;

import org.jspecify.annotations.NullMarked;
