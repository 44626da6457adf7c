/**
 * How files are read and written: an input that must not change while it is read ({@link
 * dev.arena.schemas.file.InputFile}), and an output that appears complete or not at all ({@link
 * dev.arena.schemas.file.AtomicFile}).
 */
@NullMarked
package dev.arena.schemas.file;

import org.jspecify.annotations.NullMarked;
