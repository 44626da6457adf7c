package dev.arena.votes.join;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.LateDeadLetters;
import dev.arena.kafka.streams.SinkForwarding;
import dev.arena.schemas.Battle;
import dev.arena.votes.battle.BattleKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Runs the {@link Join} of one partition in a Kafka Streams task. */
final class JoinProcessor extends ContextualProcessor<String, JoinInput, byte[], JoinResult>
    implements Join.Output {
  /** How many pairs each check looks at, so that more pairs are removed than ever arrive. */
  private static final int MAX_CHECKED = 20_000;

  /** How often the next portion of a pair's votes is joined again. */
  private static final Duration REWRITE_INTERVAL = Duration.ofMillis(100);

  private final JoinSettings settings;
  private final JoinCodec.Watch watch;
  private final JoinCounts counts;
  private final int portion;
  private @Nullable Task task;
  private @Nullable Cancellable checking;
  private @Nullable Cancellable rewriting;
  private long answeredFetches;

  /**
   * @param portion how many votes one record or one punctuation may time out, and how many it may
   *     join again, so that a transaction ends in time
   */
  JoinProcessor(JoinSettings settings, JoinCodec.Watch watch, JoinCounts counts, int portion) {
    this.settings = settings;
    this.watch = watch;
    this.counts = counts;
    this.portion = portion;
  }

  /** What an initialised processor has. */
  private record Task(Join join, StreamTime time, LateDeadLetters deadLetters) {}

  @Override
  public void init(ProcessorContext<byte[], JoinResult> context) {
    super.init(context);
    JoinStores stores = JoinStores.of(context);
    StreamTime time =
        new StreamTime(
            stores.progress(),
            settings.partitions(),
            settings.times().idle(),
            context.currentSystemTimeMs());
    task =
        new Task(
            new Join(stores, time, settings, counts, this),
            time,
            LateDeadLetters.of(context.appConfigs()));
    checking =
        context.schedule(StreamTime.CHECK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::check);
    scheduleRewrites();
  }

  private Task task() {
    if (task == null) {
      throw new IllegalStateException("Kafka Streams initialises processors before it uses them");
    }
    return task;
  }

  /** A task that Kafka Streams revives keeps its punctuations, and initialises this again. */
  @Override
  public void close() {
    if (checking != null) {
      checking.cancel();
    }
    if (rewriting != null) {
      rewriting.cancel();
      rewriting = null;
    }
  }

  private void check(long systemTime) {
    long answered = watch.activity().answeredFetches();
    task().time().skipIdle(systemTime, answered != answeredFetches);
    answeredFetches = answered;
    task().join().expireDue(portion);
    task().join().removeExpiredPairs(MAX_CHECKED);
  }

  private void continueRewrites(long systemTime) {
    task().join().continueRewrites(portion);
    scheduleRewrites();
  }

  /** Only while there is work, because Kafka Streams commits after each punctuation. */
  private void scheduleRewrites() {
    boolean needed = task().join().isRewriting();
    if (needed && rewriting == null) {
      rewriting =
          context()
              .schedule(REWRITE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::continueRewrites);
    } else if (!needed && rewriting != null) {
      rewriting.cancel();
      rewriting = null;
    }
  }

  @Override
  public void process(Record<String, JoinInput> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    watch.activity().processing(place.topic(), place.partition(), place.offset());
    try {
      task()
          .time()
          .observe(record.value().partition(), record.timestamp(), context().currentSystemTimeMs());
      task().join().expireDue(portion);
      join(record);
      scheduleRewrites();
    } finally {
      watch.activity().done();
      watch.budget().answered(new TopicPartition(place.topic(), place.partition()), place.offset());
    }
  }

  private void join(Record<String, JoinInput> record) {
    if (record.value() instanceof VoteInput vote) {
      WaitingVotes.Entry original =
          new WaitingVotes.Entry(
              vote.content().position(), record.timestamp(), vote.original(), record.headers());
      task().join().vote(record.key(), vote, original);
    } else if (record.value() instanceof PreferenceInput preference) {
      task().join().preference(record.key(), preference, record.timestamp(), portion);
    }
  }

  @Override
  public void battle(BattleKey key, Battle battle, long timestamp) {
    write(key, new JoinResult.Current(key.pairId(), battle), timestamp);
  }

  @Override
  public void tombstone(BattleKey key, long timestamp) {
    write(key, new JoinResult.Current(key.pairId(), null), timestamp);
  }

  private void write(BattleKey key, JoinResult.Current result, long timestamp) {
    forward(
        new Record<>(key.text().getBytes(StandardCharsets.UTF_8), result, timestamp),
        JoinTopology.BATTLES);
  }

  @Override
  public void deadLetter(DeadLetterException reason, WaitingVotes.Entry vote) {
    Record<byte[], byte[]> letter =
        task()
            .deadLetters()
            .create(
                new LateDeadLetters.Source(
                    settings.votes(),
                    vote.position().partition(),
                    vote.position().offset(),
                    new Record<>(
                        vote.original().key(),
                        vote.original().value(),
                        vote.timestamp(),
                        vote.headers())),
                reason);
    forward(letter.withValue(new JoinResult.DeadLetter(letter.value())), JoinTopology.DEAD_LETTERS);
  }

  private void forward(Record<byte[], JoinResult> record, String sink) {
    SinkForwarding.run(context().taskId(), () -> context().forward(record, sink));
  }
}
