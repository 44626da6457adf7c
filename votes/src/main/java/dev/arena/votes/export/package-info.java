/**
 * Writes the current votes to a file, from which a model can be trained or ratings computed. Start
 * at {@link dev.arena.votes.export.ExportCommand}.
 */
@NullMarked
package dev.arena.votes.export;

import org.jspecify.annotations.NullMarked;
