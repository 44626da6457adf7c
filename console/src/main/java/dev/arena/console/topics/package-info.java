/**
 * What the console knows of Arena's topics, and how it reads them. Start at {@link
 * dev.arena.console.topics.TopicContents}.
 */
@NullMarked
package dev.arena.console.topics;

import org.jspecify.annotations.NullMarked;
