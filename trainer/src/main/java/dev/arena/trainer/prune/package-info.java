/** Makes an encoder cheaper before training: removes what its outputs need least. */
@NullMarked
package dev.arena.trainer.prune;

import org.jspecify.annotations.NullMarked;
