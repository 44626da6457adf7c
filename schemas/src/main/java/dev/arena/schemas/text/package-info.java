/**
 * The escaping of text from records, files and names for terminals, logs and error messages. Start
 * at {@link dev.arena.schemas.text.TerminalText}.
 */
@NullMarked
package dev.arena.schemas.text;

import org.jspecify.annotations.NullMarked;
