/**
 * The model bundle: a directory with a trained model and everything needed to score with it. Start
 * at {@link dev.arena.models.bundle.ModelBundle}.
 */
@NullMarked
package dev.arena.models.bundle;

import org.jspecify.annotations.NullMarked;
