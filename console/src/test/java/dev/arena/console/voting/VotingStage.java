package dev.arena.console.voting;

import dev.arena.console.http.Signer;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Recent pairs, and votes in memory, with a clock that a test sets. For use by one thread. */
public final class VotingStage {
  static final String KEY = "a key of 32 characters or more ..";
  static final Instant START = Instant.parse("2026-11-29T12:00:00.123Z");

  final TopicContents contents = new TopicContents(10_000, (kind, version) -> {});
  final MemoryLog log = new MemoryLog();
  final AtomicReference<Instant> now = new AtomicReference<>(START);
  public final Voting voting;

  public VotingStage(ConversationPair... pairs) {
    List.of(pairs).forEach(pair -> ContentsWriter.add(contents, pair));
    this.voting = console(KEY, contents);
  }

  /** Another console that writes to the same topic. */
  Voting console(String key, TopicContents known) {
    return new Voting(
        known, new VoteTokens(Signer.parse(key), new SecureRandom()), log, new Random(1), now::get);
  }

  /** The written votes, in order. */
  public List<Vote> votes() {
    return log.votes;
  }

  /**
   * Lets votes fail.
   *
   * @param failure null to write them again
   */
  public void failWith(@Nullable RuntimeException failure) {
    log.failure = failure;
  }

  /** The result of a future, which must be there soon. */
  static <T> T done(Future<T> future) {
    try {
      return future.get(1, TimeUnit.MINUTES);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError(failed);
    }
  }

  /** A pair of {@code model-a} and {@code model-b}. */
  public static ConversationPair pair(String id) {
    return pair(id, "model-a", "model-b", new Turn("What is 17 times 24?", "408", "About 400."));
  }

  static ConversationPair pair(
      String id, @Nullable String modelA, @Nullable String modelB, Turn... turns) {
    return ConversationPair.newBuilder()
        .setId(id)
        .setModelA(modelA)
        .setModelB(modelB)
        .setTurns(List.of(turns))
        .build();
  }

  /** The written votes; fails on request. */
  static final class MemoryLog implements VoteLog {
    final List<Vote> votes = new ArrayList<>();
    @Nullable RuntimeException failure;

    @Override
    public String topic() {
      return "arena.votes";
    }

    @Override
    public CompletableFuture<Void> write(Vote vote) {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      votes.add(vote);
      return CompletableFuture.completedFuture(null);
    }

    Vote last() {
      return votes.get(votes.size() - 1);
    }
  }
}
