/**
 * The model bundle: the directory that holds a trained model and all that scoring needs to know
 * about it. Start at {@link dev.arena.models.bundle.ModelBundle}.
 */
@NullMarked
package dev.arena.models.bundle;

import org.jspecify.annotations.NullMarked;
