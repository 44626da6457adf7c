@NullMarked
package dev.arena.local.nasty;

import org.jspecify.annotations.NullMarked;
