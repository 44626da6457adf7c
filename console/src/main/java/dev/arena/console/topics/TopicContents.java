package dev.arena.console.topics;

import dev.arena.console.topics.PairRecords.Scored;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the console knows of Arena's topics: the current leaderboards and evaluations, and the
 * recent pairs, preferences, votes and battles. Its memory is bounded. Safe for use by many
 * threads.
 */
public final class TopicContents {
  private final int recent;
  private final Consumer<TopicKind> observer;
  private final Map<String, Leaderboard> boards = new TreeMap<>();
  private final Map<String, LiveEvaluation> evaluations = new TreeMap<>();
  private final Deque<ConversationPair> pairs = new ArrayDeque<>();
  private final Deque<Scored> preferences = new ArrayDeque<>();
  private final Deque<Vote> votes = new ArrayDeque<>();
  private final Deque<Battle> battles = new ArrayDeque<>();
  private final Map<TopicKind, Long> versions = new EnumMap<>(TopicKind.class);

  /**
   * @param recent how many of the latest records of a topic are kept
   * @param observer is told the kind of each record that has been added, by the thread that adds it
   */
  public TopicContents(int recent, Consumer<TopicKind> observer) {
    this.recent = recent;
    this.observer = observer;
  }

  /** Adds a pair. */
  public void add(ConversationPair pair) {
    added(TopicKind.PAIRS, () -> append(pairs, pair));
  }

  /** Adds a preference. */
  public void add(Scored preference) {
    added(TopicKind.PREFERENCES, () -> append(preferences, preference));
  }

  /** Adds a vote. */
  public void add(Vote vote) {
    added(TopicKind.VOTES, () -> append(votes, vote));
  }

  /** Replaces the battle of a key; null to remove it. */
  public void put(String key, @Nullable Battle battle) {
    added(
        TopicKind.BATTLES,
        () -> {
          if (battle != null) {
            append(battles, battle);
          }
        });
  }

  /** Replaces the leaderboard of a key; null to remove it. */
  public void putBoard(String key, @Nullable Leaderboard board) {
    added(TopicKind.LEADERBOARD, () -> replace(boards, key, board));
  }

  /** Replaces the evaluation of a key; null to remove it. */
  public void putEvaluation(String key, @Nullable LiveEvaluation evaluation) {
    added(TopicKind.EVALUATION, () -> replace(evaluations, key, evaluation));
  }

  /** All current leaderboards, in the order of their keys. */
  public synchronized List<Leaderboard> boards() {
    return List.copyOf(boards.values());
  }

  /** The current leaderboard of some votes. */
  public synchronized Optional<Leaderboard> board(String kinds, String slice, String method) {
    return boards.values().stream()
        .filter(
            board ->
                board.getKinds().equals(kinds)
                    && board.getSlice().equals(slice)
                    && board.getMethod().equals(method))
        .findFirst();
  }

  /** All current evaluations, in the order of their keys. */
  public synchronized List<LiveEvaluation> evaluations() {
    return List.copyOf(evaluations.values());
  }

  /** The latest pairs, the latest first. */
  public synchronized List<ConversationPair> recentPairs(int max) {
    return latest(pairs, max);
  }

  /** The latest preferences of all scorers, the latest first. */
  public synchronized List<Scored> recentPreferences(int max) {
    return latest(preferences, max);
  }

  /** The latest votes, the latest first. */
  public synchronized List<Vote> recentVotes(int max) {
    return latest(votes, max);
  }

  /** What is known about a pair without reading a topic again; empty if nothing is. */
  public synchronized Optional<PairRecords> pair(String id) {
    PairRecords found =
        new PairRecords(
            id,
            pairs.stream().filter(each -> each.getId().equals(id)).findFirst().orElse(null),
            preferences.stream().filter(each -> each.preference().getId().equals(id)).toList(),
            votes.stream().filter(each -> each.getPairId().equals(id)).toList(),
            battles.stream().filter(each -> each.getPairId().equals(id)).toList());
    return found.pair() == null
            && found.preferences().isEmpty()
            && found.votes().isEmpty()
            && found.battles().isEmpty()
        ? Optional.empty()
        : Optional.of(found);
  }

  /** Whether a person has a current vote on a pair, or has voted recently. */
  public synchronized boolean hasVoted(String voter, String pairId) {
    return votes.stream()
        .anyMatch(vote -> voter.equals(vote.getVoter()) && vote.getPairId().equals(pairId));
  }

  /** The number of records of a kind that have been added. */
  public synchronized long version(TopicKind kind) {
    return versions.getOrDefault(kind, 0L);
  }

  private void added(TopicKind kind, Runnable addition) {
    synchronized (this) {
      addition.run();
      versions.merge(kind, 1L, Long::sum);
    }
    observer.accept(kind);
  }

  private <T> void append(Deque<T> records, T record) {
    records.addFirst(record);
    if (records.size() > recent) {
      records.removeLast();
    }
  }

  private static <T> void replace(Map<String, T> values, String key, @Nullable T value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  private static <T> List<T> latest(Deque<T> records, int max) {
    return new ArrayList<>(records).subList(0, Math.min(max, records.size()));
  }
}
