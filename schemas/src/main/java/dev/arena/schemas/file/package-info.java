/**
 * Input and output files: inputs must not change while being read ({@link
 * dev.arena.schemas.file.InputFile}), and outputs are written atomically ({@link
 * dev.arena.schemas.file.AtomicFile}).
 */
@NullMarked
package dev.arena.schemas.file;

import org.jspecify.annotations.NullMarked;
