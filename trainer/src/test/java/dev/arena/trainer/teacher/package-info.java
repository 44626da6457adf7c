@NullMarked
package dev.arena.trainer.teacher;

import org.jspecify.annotations.NullMarked;
