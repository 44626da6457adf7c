package dev.arena.votes.leaderboard.live;

import dev.arena.kafka.streams.SinkForwarding;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.votes.battle.BattleKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Computes boards in the task that sees all battles. */
final class LeaderboardProcessor extends ContextualProcessor<String, Battle, String, Leaderboard> {
  /** How often the processor looks for a board to compute, by the service's clock. */
  static final Duration REFIT_INTERVAL = Duration.ofMillis(100);

  /** How often stored battles are read after a start, by the service's clock. */
  private static final Duration LOAD_INTERVAL = Duration.ofMillis(10);

  /** A thread that has had no record for so long has time for boards. */
  private static final Duration IDLE = Duration.ofSeconds(2);

  /** How many stored battles are read each time, so that a transaction stays short. */
  private static final int PORTION = 5_000;

  private final LeaderboardSettings settings;
  private final LeaderboardCodec codec;
  private final LeaderboardListener listener;
  private @Nullable Task task;

  LeaderboardProcessor(
      LeaderboardSettings settings, LeaderboardCodec codec, LeaderboardListener listener) {
    this.settings = settings;
    this.codec = codec;
    this.listener = listener;
  }

  /**
   * What an initialised processor has.
   *
   * @param loading is cancelled when all that is stored has been read
   * @param refitting is cancelled at the end
   */
  private record Task(
      StoredVotes votes,
      LiveBoards boards,
      RefitQueue queue,
      WrittenBoards written,
      BoardStates states,
      Cancellable loading,
      Cancellable refitting) {}

  @Override
  public void init(ProcessorContext<String, Leaderboard> context) {
    super.init(context);
    LiveVotes votes = new LiveVotes(settings.aliases());
    WrittenBoards written =
        new WrittenBoards(
            context.getStateStore(LeaderboardTopology.WRITTEN), settings.leaderboard());
    task =
        new Task(
            new StoredVotes(context.getStateStore(LeaderboardTopology.BATTLES), votes, PORTION),
            new LiveBoards(votes, settings.options()),
            new RefitQueue(votes.groups(), written.keys()),
            written,
            new BoardStates(date(context.currentSystemTimeMs())),
            context.schedule(LOAD_INTERVAL, PunctuationType.WALL_CLOCK_TIME, time -> load()),
            context.schedule(REFIT_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::refit));
  }

  private Task task() {
    if (task == null) {
      throw new IllegalStateException("Kafka Streams initialises processors before it uses them");
    }
    return task;
  }

  private void load() {
    if (task().votes().readPortion()) {
      task().loading().cancel();
    }
  }

  @Override
  public void process(Record<String, Battle> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    codec.activity().processing(place.topic(), place.partition(), place.offset());
    try {
      BattleKey key = BattleKey.parse(record.key());
      Battle battle = record.value();
      if (task()
          .votes()
          .replace(key, battle == null ? null : RatedBattle.of(battle).orElse(null))) {
        task().states().changed(key.kind(), settings.nanoTime().getAsLong());
      }
    } finally {
      codec.activity().done();
    }
  }

  private void refit(long systemTime) {
    Task current = task();
    listener.updated(current, current.states().all());
    if (!current.votes().isComplete()) {
      return;
    }
    if (current.states().isNewDay(date(systemTime))) {
      current.queue().renew();
    }
    long start = settings.nanoTime().getAsLong();
    current
        .queue()
        .work(start, isBusy())
        .ifPresent(work -> run(current, work, start, Instant.ofEpochMilli(systemTime)));
    listener.updated(current, current.states().all());
  }

  /** Whether records wait for this thread, as far as it knows: those of the join, too. */
  private boolean isBusy() {
    return codec.activity().idle().filter(time -> time.compareTo(IDLE) < 0).isPresent();
  }

  private void run(Task current, RefitQueue.Work work, long start, Instant now) {
    work.removed().forEach(key -> remove(current, key));
    BoardKey key = work.next();
    if (key == null) {
      return;
    }
    compute(current, key, now);
    long end = settings.nanoTime().getAsLong();
    current.queue().done(key, start, end);
    current.states().took(key, end - start);
    listener.refitted(end - start);
  }

  private void compute(Task current, BoardKey key, Instant now) {
    Leaderboard board = current.boards().compute(key, now).orElse(null);
    if (board == null) {
      remove(current, key);
      return;
    }
    WrittenBoards.Due due = current.written().replace(key, board, date(now.toEpochMilli()));
    if (due.current()) {
      forward(key.text(), board, LeaderboardTopology.CURRENT_SINK);
    }
    if (due.history() != null) {
      forward(key.text(due.history()), board, LeaderboardTopology.HISTORY_SINK);
    }
    current.states().computed(key, board);
  }

  private void remove(Task current, BoardKey key) {
    if (current.written().remove(key)) {
      forward(key.text(), null, LeaderboardTopology.CURRENT_SINK);
    }
    current.states().removed(key);
  }

  private void forward(String key, @Nullable Leaderboard board, String sink) {
    Record<String, Leaderboard> written = new Record<>(key, board, context().currentSystemTimeMs());
    SinkForwarding.run(context().taskId(), () -> context().forward(written, sink));
  }

  private static LocalDate date(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  /** A task that Kafka Streams revives keeps its punctuations, and initialises this again. */
  @Override
  public void close() {
    if (task != null) {
      task.loading().cancel();
      task.refitting().cancel();
      listener.ended(task);
      task = null;
    }
  }
}
