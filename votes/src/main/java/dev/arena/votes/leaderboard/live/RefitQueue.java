package dev.arena.votes.leaderboard.live;

import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.evaluation.Slices;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.VoteSlice;
import dev.arena.votes.leaderboard.live.BoardKey.Part;
import dev.arena.votes.leaderboard.live.VoteGroups.PartSize;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which boards there are, and which is computed next. There are boards of the largest
 * parts; a board is due if votes of its part have changed. The main board, that of all votes of
 * people, is computed at most once a second, and the others in turn, each at most every ten
 * seconds. While the thread is busy, the main board takes at most a fifth of the time, and the
 * others together a twentieth; otherwise there is nothing to leave time to. For one thread.
 */
final class RefitQueue {
  /** The maximum number of parts with boards. */
  static final int MAX_PARTS = 50;

  static final BoardKey MAIN =
      new BoardKey(new Part(BattleKey.HUMAN, Slices.ALL), BoardMethod.BRADLEY_TERRY);

  private static final Duration MAIN_INTERVAL = Duration.ofSeconds(1);
  private static final Duration OTHER_INTERVAL = Duration.ofSeconds(10);

  /** The pause after a board while the thread is busy, as a multiple of the time that it took. */
  private static final int MAIN_PAUSE = 4;

  private static final int OTHER_PAUSE = 19;
  private static final long NEVER = -1;

  /** How often to look for boards that are due if all of them rest: there may be many parts. */
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private static final Comparator<Part> BY_NAME =
      Comparator.comparing(Part::kind).thenComparing(Part::slice);
  private static final Comparator<BoardKey> IN_TURN =
      Comparator.comparing(BoardKey::part, BY_NAME).thenComparing(BoardKey::method);

  private final VoteGroups groups;

  /** The version of its part from which each board was computed. */
  private final Map<BoardKey, Long> computed = new HashMap<>();

  /** When each board may be computed again. */
  private final Map<BoardKey, Long> notBefore = new HashMap<>();

  /** The version of the votes for which nothing is due. */
  private long settled = NEVER;

  /** When to look for others that are due again; null for now. */
  private @Nullable Long othersNotBefore;

  private @Nullable Long mainPauseEnd;
  private @Nullable Long othersPauseEnd;

  private @Nullable BoardKey lastInTurn;

  /**
   * @param written the boards that were written before
   */
  RefitQueue(VoteGroups groups, Collection<BoardKey> written) {
    this.groups = groups;
    written.forEach(key -> computed.put(key, NEVER));
  }

  /**
   * What to do now.
   *
   * @param removed boards that no longer exist
   * @param next the board to compute; null for none
   */
  record Work(List<BoardKey> removed, @Nullable BoardKey next) {
    Work {
      removed = List.copyOf(removed);
    }
  }

  /**
   * What to do, if anything may be due; the caller then calls {@link #done}.
   *
   * @param busy whether records wait for the thread
   */
  Optional<Work> work(long nanoTime, boolean busy) {
    boolean main = mainIsDue(nanoTime, busy);
    boolean others =
        !isBefore(nanoTime, othersNotBefore) && !(busy && isBefore(nanoTime, othersPauseEnd));
    if (groups.version() == settled || !(main || others)) {
      return Optional.empty();
    }
    Map<Part, Long> parts = largest();
    List<BoardKey> removed =
        computed.keySet().stream().filter(key -> !parts.containsKey(key.part())).toList();
    computed.keySet().removeAll(removed);
    notBefore.keySet().removeAll(removed);
    NavigableSet<BoardKey> due = due(parts);
    if (due.isEmpty()) {
      settled = groups.version();
    }
    due.removeIf(key -> isBefore(nanoTime, notBefore.get(key)));
    due.remove(MAIN);
    BoardKey next = main ? MAIN : inTurn(due);
    othersNotBefore = next == null ? Long.valueOf(nanoTime + LOOK_INTERVAL.toNanos()) : null;
    return Optional.of(new Work(removed, next));
  }

  private boolean mainIsDue(long nanoTime, boolean busy) {
    long version = version(MAIN.part());
    return version != NEVER
        && !Long.valueOf(version).equals(computed.get(MAIN))
        && !isBefore(nanoTime, notBefore.get(MAIN))
        && !(busy && isBefore(nanoTime, mainPauseEnd));
  }

  private static boolean isBefore(long nanoTime, @Nullable Long other) {
    return other != null && nanoTime - other < 0;
  }

  private NavigableSet<BoardKey> due(Map<Part, Long> parts) {
    NavigableSet<BoardKey> due = new TreeSet<>(IN_TURN);
    parts.forEach(
        (part, version) -> {
          for (BoardMethod method : BoardMethod.values()) {
            BoardKey key = new BoardKey(part, method);
            if (!version.equals(computed.get(key))) {
              due.add(key);
            }
          }
        });
    return due;
  }

  private @Nullable BoardKey inTurn(NavigableSet<BoardKey> due) {
    BoardKey after = lastInTurn == null ? null : due.higher(lastInTurn);
    return after == null && !due.isEmpty() ? due.first() : after;
  }

  /** A board was computed. */
  void done(BoardKey key, long startNanos, long endNanos) {
    computed.put(key, version(key.part()));
    long took = endNanos - startNanos;
    if (key.equals(MAIN)) {
      notBefore.put(key, startNanos + MAIN_INTERVAL.toNanos());
      mainPauseEnd = endNanos + MAIN_PAUSE * took;
    } else {
      notBefore.put(key, startNanos + OTHER_INTERVAL.toNanos());
      othersPauseEnd = endNanos + OTHER_PAUSE * took;
      lastInTurn = key;
    }
  }

  /** Makes all boards due. */
  void renew() {
    computed.replaceAll((key, version) -> NEVER);
    settled = NEVER;
  }

  /**
   * Returns how long it takes at most until each board that is due has been computed, if no more
   * battles arrive.
   *
   * @param computing how long all boards take
   * @param interval how often {@link #work} is called
   * @param parts how many parts have boards
   */
  static Duration longestTurn(Duration computing, Duration interval, int parts) {
    return OTHER_INTERVAL
        .plus(LOOK_INTERVAL)
        .plus(computing)
        .plus(interval.multipliedBy((long) parts * BoardMethod.values().length));
  }

  /**
   * A part that may have boards.
   *
   * @param size those of the last days change with every vote of their kind, and count as large
   */
  private record Ranked(Part part, PartSize size) {
    static final Comparator<Ranked> LARGEST_FIRST =
        Comparator.comparing((Ranked each) -> !each.part().equals(MAIN.part()))
            .thenComparing(each -> -each.size().battles())
            .thenComparing(Ranked::part, BY_NAME);
  }

  /** The largest parts and their versions: the main one, then by size, equal ones by name. */
  private Map<Part, Long> largest() {
    Queue<Ranked> kept = new PriorityQueue<>(Ranked.LARGEST_FIRST.reversed());
    for (PartSize size : groups.sizes()) {
      Part part = size.part();
      keep(new Ranked(part, size), kept);
      if (part.slice().equals(Slices.ALL)) {
        VoteSlice.ofTime()
            .forEach(slice -> keep(new Ranked(new Part(part.kind(), slice), size), kept));
      }
    }
    Map<Part, Long> largest = new HashMap<>();
    kept.forEach(each -> largest.put(each.part(), each.size().version()));
    return largest;
  }

  private static void keep(Ranked part, Queue<Ranked> kept) {
    kept.add(part);
    if (kept.size() > MAX_PARTS) {
      kept.remove();
    }
  }

  private long version(Part part) {
    boolean ofTime = VoteSlice.ofTime().contains(part.slice());
    PartSize size = groups.size(ofTime ? new Part(part.kind(), Slices.ALL) : part);
    return size == null ? NEVER : size.version();
  }
}
