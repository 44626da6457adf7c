package dev.arena.console.api;

import dev.arena.console.topics.OlderPairs;
import dev.arena.console.topics.TopicContents;
import java.util.concurrent.CompletableFuture;

/** The pairs of a console that finds no older ones, which are in topics. */
public final class RecentPairsOnly {
  private RecentPairsOnly() {}

  public static KnownPairs of(TopicContents contents, boolean texts) {
    return new KnownPairs(
        contents,
        (id, visitor) ->
            CompletableFuture.completedFuture(
                new OlderPairs.Found(contents.pair(id).orElse(null), null)),
        texts);
  }
}
