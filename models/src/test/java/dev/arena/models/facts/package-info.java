@NullMarked
package dev.arena.models.facts;

import org.jspecify.annotations.NullMarked;
