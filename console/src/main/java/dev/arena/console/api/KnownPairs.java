package dev.arena.console.api;

import dev.arena.console.http.Visitor;
import dev.arena.console.topics.OlderPairs;
import dev.arena.console.topics.TopicContents;
import java.util.concurrent.CompletableFuture;

/**
 * The pairs that the console can show, and who may see their texts.
 *
 * @param contents with the recent pairs
 * @param lookup finds recent and older pairs
 * @param texts whether texts and voters are shown at all
 */
public record KnownPairs(TopicContents contents, Lookup lookup, boolean texts) {
  /** Finds the records about a pair; called by many threads. */
  @FunctionalInterface
  public interface Lookup {
    /**
     * Returns without waiting for a broker, such as {@link OlderPairs#find}.
     *
     * @param visitor who asks
     */
    CompletableFuture<OlderPairs.Found> find(String id, Visitor visitor);
  }

  /** Whether a visitor may see the texts of pairs, and who has voted. */
  public boolean showsTextsTo(Visitor visitor) {
    return texts && visitor.authorized();
  }
}
