/** Exceptions that tell users what is wrong with their input. Start at {@link UserException}. */
@NullMarked
package dev.arena.schemas.failure;

import org.jspecify.annotations.NullMarked;
