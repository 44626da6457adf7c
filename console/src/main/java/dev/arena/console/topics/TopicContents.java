package dev.arena.console.topics;

import dev.arena.console.topics.PairRecords.Scored;
import dev.arena.console.topics.RecentRecords.Item;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.Vote;
import dev.arena.votes.battle.BattleKey;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the console knows of Arena's topics: the current leaderboards and evaluations, the recent
 * pairs, preferences, votes and battles, and where older battles are. Its memory is bounded, except
 * that all current leaderboards and evaluations are kept. Safe for use by many threads.
 */
public final class TopicContents {
  private final Limits limits;

  private final ObjLongConsumer<String> observer;
  private final TopicMonitor monitor;

  private final Object lock = new Object();
  // guarded by lock, like all below
  private final RecentRecords<ConversationPair> pairs;
  private final RecentRecords<Scored> preferences;
  private final Set<String> scorers = new HashSet<>();
  private final RecentRecords<Vote> votes;
  private final KnownBattles battles;
  private final Current<Leaderboard> boards = new Current<>();
  private final Current<LiveEvaluation> evaluations = new Current<>();
  private final Map<TopicKind, Long> versions = new EnumMap<>(TopicKind.class);

  /**
   * Contents that take at most about half of this process's memory.
   *
   * @param recent how many of the latest records of a topic are kept
   * @param observer is told the name of each event and its new version: of {@link TopicKind#event}
   *     when records have been added, and of {@link TopicMonitor#STATUS_EVENT}; by the thread that
   *     makes the change, while no lock is held
   */
  public TopicContents(int recent, ObjLongConsumer<String> observer) {
    this(
        Limits.of(recent, Runtime.getRuntime().maxMemory()),
        new PolynomialHash(new SecureRandom()),
        observer);
  }

  /**
   * @param hash of keys and ids of pairs in the index of battles
   */
  TopicContents(Limits limits, ToLongFunction<String> hash, ObjLongConsumer<String> observer) {
    this.limits = limits;
    this.observer = observer;
    this.monitor = new TopicMonitor(version -> observer.accept(TopicMonitor.STATUS_EVENT, version));
    this.pairs = new RecentRecords<>(limits.records, limits.bytes);
    this.preferences = new RecentRecords<>(limits.records, limits.bytes);
    this.votes = new RecentRecords<>(limits.records, limits.bytes);
    this.battles = new KnownBattles(limits, hash);
  }

  /**
   * How much is kept.
   *
   * @param records the number of recent records of each topic
   * @param bytes the memory that the recent records of each kind may take
   * @param battles how many battles the index may have
   */
  record Limits(int records, long bytes, int battles) {
    /** The share of the heap for the recent records of each of four kinds: a quarter for all. */
    private static final int RECORDS_SHARE = 16;

    /** The share of the heap for the index of battles. */
    private static final int INDEX_SHARE = 4;

    private static final int BATTLE_BYTES = 48;
    private static final int MAX_BATTLES = 1 << 28;

    static Limits of(int records, long heapBytes) {
      return new Limits(
          records,
          heapBytes / RECORDS_SHARE,
          (int) Math.min(MAX_BATTLES, heapBytes / INDEX_SHARE / BATTLE_BYTES));
    }
  }

  /** The current records of a compacted topic. Not thread-safe. */
  private static final class Current<T> {
    private final Map<String, T> records = new TreeMap<>();
    private @Nullable List<T> list;

    void put(String key, @Nullable T record) {
      list = null;
      if (record == null) {
        records.remove(key);
      } else {
        records.put(key, record);
      }
    }

    List<T> list() {
      List<T> current = list;
      if (current == null) {
        current = List.copyOf(records.values());
        list = current;
      }
      return current;
    }
  }

  // Only the reader calls the methods up to changed(), which tells the observer once for many
  // records.

  /**
   * Adds a pair; it replaces an earlier one with the same id.
   *
   * @param time decides which records are the latest, in milliseconds
   */
  void keep(ConversationPair pair, long time) {
    long bytes = RecordSize.of(pair);
    synchronized (lock) {
      pairs.put(pair.getId(), new Item<>(pair.getId(), pair, bytes, time));
    }
  }

  void keep(Scored preference, long time) {
    long bytes = RecordSize.of(preference.preference());
    String pairId = preference.preference().getId();
    synchronized (lock) {
      if (scorers.add(preference.topic())) {
        preferences.setMaxRecords(limits.records * scorers.size());
      }
      preferences.add(new Item<>(pairId, preference, bytes, time));
    }
  }

  void keep(Vote vote, long time) {
    long bytes = RecordSize.of(vote);
    synchronized (lock) {
      votes.add(new Item<>(vote.getPairId(), vote, bytes, time));
    }
  }

  /** Replaces the battle of a key. */
  void keep(String key, Battle battle, long time) {
    long bytes = RecordSize.of(battle);
    synchronized (lock) {
      battles.put(key, new Item<>(battle.getPairId(), battle, bytes, time));
    }
  }

  /** A battle is at this position, and not at an earlier one. */
  void keepPosition(String key, String pairId, BattlePosition position) {
    synchronized (lock) {
      battles.put(key, pairId, position);
    }
  }

  /** A battle no longer exists. */
  void removeBattle(String key) {
    synchronized (lock) {
      battles.remove(key);
    }
  }

  /** Replaces the leaderboard of a key; null to remove it. */
  void keepBoard(String key, @Nullable Leaderboard board) {
    synchronized (lock) {
      boards.put(key, board);
    }
  }

  /** Replaces the evaluation of a key; null to remove it. */
  void keepEvaluation(String key, @Nullable LiveEvaluation evaluation) {
    synchronized (lock) {
      evaluations.put(key, evaluation);
    }
  }

  /**
   * All records of these versions have been added.
   *
   * @param latest the version of each kind, which says how much of its topics has been read; the
   *     observer is told of those that are others than before
   */
  void changed(Map<TopicKind, Long> latest) {
    Map<TopicKind, Long> changed = new EnumMap<>(TopicKind.class);
    synchronized (lock) {
      latest.forEach(
          (kind, version) -> {
            if (version != version(kind)) {
              versions.put(kind, version);
              changed.put(kind, version);
            }
          });
    }
    changed.forEach((kind, version) -> observer.accept(kind.event(), version));
  }

  /** All current leaderboards, in the order of their keys. */
  public List<Leaderboard> boards() {
    synchronized (lock) {
      return boards.list();
    }
  }

  /** The current leaderboard of some votes. */
  public Optional<Leaderboard> board(String kinds, String slice, String method) {
    return boards().stream()
        .filter(
            board ->
                board.getKinds().equals(kinds)
                    && board.getSlice().equals(slice)
                    && board.getMethod().equals(method))
        .findFirst();
  }

  /** All current evaluations, in the order of their keys. */
  public List<LiveEvaluation> evaluations() {
    synchronized (lock) {
      return evaluations.list();
    }
  }

  /** The latest pairs, the latest first; of pairs with the same id, only the latest one. */
  public List<ConversationPair> recentPairs(int max) {
    synchronized (lock) {
      return pairs.latest(max);
    }
  }

  /** The latest preferences of all scorers, the latest first. */
  public List<Scored> recentPreferences(int max) {
    synchronized (lock) {
      return preferences.latest(max);
    }
  }

  /** The latest votes, the latest first. */
  public List<Vote> recentVotes(int max) {
    synchronized (lock) {
      return votes.latest(max);
    }
  }

  /** What is known about a pair without reading a topic again; empty if nothing is. */
  public Optional<PairRecords> pair(String id) {
    PairRecords found;
    synchronized (lock) {
      found =
          new PairRecords(
              id,
              pairs.of(id).stream().findFirst().orElse(null),
              preferences.of(id),
              votes.of(id),
              battles.of(id));
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** Where the battles of a pair may be, the latest first; some may be those of another pair. */
  List<BattlePosition> positions(String pairId, int max) {
    synchronized (lock) {
      return battles.positions(pairId, max);
    }
  }

  /**
   * Whether a person has voted on a pair, also if the vote was withdrawn: the voter has seen the
   * models. Known of the recent votes, and of those that have a battle.
   */
  public boolean hasVoted(String voter, String pairId) {
    synchronized (lock) {
      return votes.of(pairId).stream()
              .anyMatch(
                  vote -> voter.equals(vote.getVoter()) && vote.getKind().equals(BattleKey.HUMAN))
          || battles.hasVote(voter, pairId);
    }
  }

  /**
   * Another number after each change of the records of a kind; the same in all consoles that have
   * read as much of its topics. 0 before the first one.
   */
  public long version(TopicKind kind) {
    synchronized (lock) {
      return versions.getOrDefault(kind, 0L);
    }
  }

  /** How much of each topic is known, and what arrives in it. */
  public TopicMonitor monitor() {
    return monitor;
  }

  /** The time of the latest record of a kind; 0 if there is none, or if all have no time. */
  long latestTime(TopicKind kind) {
    synchronized (lock) {
      return switch (kind) {
        case PAIRS -> pairs.latestTime();
        case PREFERENCES -> preferences.latestTime();
        case VOTES -> votes.latestTime();
        case BATTLES -> battles.latestTime();
        case EVALUATION, LEADERBOARD, DEAD_LETTERS -> 0;
      };
    }
  }
}
