/**
 * Tests of {@code docker-compose.yml} and the image, on a real Docker engine where there is one.
 */
@NullMarked
package dev.arena.dist.compose;

import org.jspecify.annotations.NullMarked;
