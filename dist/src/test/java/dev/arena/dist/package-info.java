@NullMarked
package dev.arena.dist;

import org.jspecify.annotations.NullMarked;
