package dev.arena.console.topics;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.RecordLookup;
import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds pairs that have votes but are no longer among the recent ones: their battles by position,
 * and with them the pair, while its topic keeps it. Reads the topics with a thread of its own. Only
 * some searches may wait for it, and fewer of visitors who have not signed in, so that these do not
 * take the place of others. Safe for use by many threads.
 */
public final class OlderPairs implements AutoCloseable {
  /** Of a pair with more battles, the latest are found. */
  static final int MAX_BATTLES = 200;

  private static final Logger LOG = LoggerFactory.getLogger(OlderPairs.class);
  private static final int QUEUE = 16;
  private static final int ANONYMOUS = 4;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final ConsoleTopics topics;
  private final TopicContents contents;
  private final Duration timeout;
  private final ThreadPoolExecutor executor;
  private final Semaphore anonymous = new Semaphore(ANONYMOUS);
  private final Executor answers;

  /** Used by the executor's thread alone; it remembers the schemas. */
  private final RecordDecoder decoder;

  /**
   * @param timeout how long a search may take
   * @param threads creates the thread that reads
   * @param answers runs what follows a search: the thread that reads is needed for the next one
   */
  public OlderPairs(
      TopicReader.Source source,
      TopicContents contents,
      Duration timeout,
      ThreadFactory threads,
      Executor answers) {
    this.answers = answers;
    this.connection = source.connection();
    this.topics = source.topics();
    this.contents = contents;
    this.timeout = timeout;
    this.decoder = new RecordDecoder(connection.configuration());
    this.executor =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), threads);
  }

  /**
   * What was found.
   *
   * @param records about the pair; null if there are none
   * @param problem why there may be more, as a sentence; null if this is all there is
   */
  public record Found(@Nullable PairRecords records, @Nullable String problem) {}

  /**
   * Everything that is known about a pair. Completes at once if no topic needs to be read, or if
   * too many searches are waiting; never with an exception.
   *
   * @param isAnonymous whether the visitor who asks has not signed in
   */
  public CompletableFuture<Found> find(String id, boolean isAnonymous) {
    PairRecords known = contents.pair(id).orElse(null);
    List<BattlePosition> positions = contents.positions(id, MAX_BATTLES);
    boolean isComplete =
        known != null && known.pair() != null && known.battles().size() >= positions.size();
    if (isComplete || positions.isEmpty()) {
      return CompletableFuture.completedFuture(new Found(known, null));
    }
    CompletableFuture<Found> answer = new CompletableFuture<>();
    CompletableFuture<Found> timely =
        answer.completeOnTimeout(
            new Found(known, "The topics could not be read in time; try again later."),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    if (!execute(() -> answer(answer, id, known, positions), isAnonymous)) {
      answer.complete(
          new Found(known, "Too many older pairs are being looked up; try again later."));
    }
    // callers continue on another thread than those that read and that watch the time
    return timely.whenCompleteAsync((found, failure) -> {}, answers);
  }

  /** Returns false if too many searches are waiting. */
  private boolean execute(Runnable search, boolean isAnonymous) {
    if (isAnonymous && !anonymous.tryAcquire()) {
      return false;
    }
    Runnable end = isAnonymous ? anonymous::release : () -> {};
    try {
      executor.execute(
          () -> {
            try {
              search.run();
            } finally {
              end.run();
            }
          });
      return true;
    } catch (RejectedExecutionException full) {
      end.run();
      return false;
    }
  }

  private void answer(
      CompletableFuture<Found> answer,
      String id,
      @Nullable PairRecords known,
      List<BattlePosition> positions) {
    if (answer.isDone()) {
      return;
    }
    try {
      answer.complete(new Found(read(answer, id, known, positions), null));
    } catch (UserException | RegistryException failed) {
      answer.complete(new Found(known, failed.getMessage()));
    } catch (InterruptException closing) {
      answer.complete(new Found(known, "The console is stopping."));
    } catch (RuntimeException | Error failed) {
      LOG.warn("An older pair could not be looked up", failed);
      answer.complete(
          new Found(known, "The topics could not be read; the console's log says why."));
    }
  }

  private @Nullable PairRecords read(
      CompletableFuture<Found> answer,
      String id,
      @Nullable PairRecords known,
      List<BattlePosition> positions) {
    List<Battle> battles = battles(answer, id, positions);
    ConversationPair pair = known == null ? null : known.pair();
    if (pair == null) {
      pair = pair(answer, id, battles);
    }
    PairRecords found =
        known == null
            ? new PairRecords(id, pair, List.of(), List.of(), battles)
            : new PairRecords(id, pair, known.preferences(), known.votes(), battles);
    return found.isEmpty() ? null : found;
  }

  /**
   * The battles at these positions, in their order, without those of other pairs; not all if time
   * is up.
   */
  private List<Battle> battles(
      CompletableFuture<Found> answer, String id, List<BattlePosition> positions) {
    Map<BattlePosition, Battle> read = new HashMap<>();
    try (RecordLookup lookup = RecordLookup.open(connection, topics.battles())) {
      List<BattlePosition> ascending = new ArrayList<>(positions);
      ascending.sort(
          Comparator.comparingInt(BattlePosition::partition).thenComparing(BattlePosition::offset));
      for (BattlePosition position : ascending) {
        if (answer.isDone()) {
          break;
        }
        Battle battle = value(Battle.class, lookup.at(position.partition(), position.offset()));
        if (battle != null && battle.getPairId().equals(id)) {
          read.put(position, battle);
        }
      }
    }
    return positions.stream().map(read::get).filter(Objects::nonNull).toList();
  }

  private @Nullable ConversationPair pair(
      CompletableFuture<Found> answer, String id, List<Battle> battles) {
    List<RecordPosition> positions =
        battles.stream().map(Battle::getPair).filter(Objects::nonNull).distinct().toList();
    if (positions.isEmpty() || answer.isDone()) {
      return null;
    }
    try (RecordLookup lookup = RecordLookup.open(connection, topics.pairs())) {
      for (RecordPosition position : positions) {
        if (answer.isDone()) {
          break;
        }
        ConversationPair pair =
            value(ConversationPair.class, lookup.at(position.getPartition(), position.getOffset()));
        if (pair != null && pair.getId().equals(id)) {
          return pair;
        }
      }
    }
    return null;
  }

  private <T extends SpecificRecord> @Nullable T value(
      Class<T> type, @Nullable ConsumerRecord<byte[], byte[]> record) {
    try {
      return record == null || record.value() == null ? null : decoder.read(type, record);
    } catch (DeadLetterException unreadable) {
      return null;
    }
  }

  /** Stops reading within a few seconds. */
  @Override
  public void close() throws InterruptedException {
    executor.shutdownNow();
    executor.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    decoder.close();
  }
}
