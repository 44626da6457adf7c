package dev.arena.console.voting;

import dev.arena.schemas.Vote;
import java.util.concurrent.CompletableFuture;

/** Where votes are written. Safe for use by many threads. */
interface VoteLog {
  /** The topic. */
  String topic();

  /**
   * Writes a vote, without waiting for the broker.
   *
   * @return completed once all in-sync replicas have the vote, or with a {@link
   *     dev.arena.console.http.ProblemException}
   */
  CompletableFuture<Void> write(Vote vote);
}
