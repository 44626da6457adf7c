/** Tests of {@code docker-compose.yml} and the image, on a real Docker engine if there is one. */
@NullMarked
package dev.arena.dist.compose;

import org.jspecify.annotations.NullMarked;
