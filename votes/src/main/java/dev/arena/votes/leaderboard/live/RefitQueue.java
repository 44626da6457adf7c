package dev.arena.votes.leaderboard.live;

import dev.arena.votes.evaluation.Slices;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.VoteSlice;
import dev.arena.votes.leaderboard.live.BoardKey.Part;
import dev.arena.votes.leaderboard.live.LiveVotes.PartSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which boards there are, and which is computed next. There are boards of the largest
 * parts; a board is due if votes of its part have changed. The main board, that of all votes of
 * people, is computed at most once a second, and the others in turn. After each, there is a pause
 * of four times as long as it took, so that all together use a fifth of a core at most. For one
 * thread.
 */
final class RefitQueue {
  /** The kind of vote whose board is the main one. */
  static final String HUMAN = "human";

  /** The maximum number of parts with boards. */
  static final int MAX_PARTS = 50;

  static final BoardKey MAIN = new BoardKey(new Part(HUMAN, Slices.ALL), BoardMethod.BRADLEY_TERRY);

  private static final long MAIN_INTERVAL = Duration.ofSeconds(1).toNanos();
  private static final int PAUSE_FACTOR = 4;
  private static final long NEVER = -1;

  private static final Comparator<Part> BY_NAME =
      Comparator.comparing(Part::kind).thenComparing(Part::slice);
  private static final Comparator<BoardKey> IN_TURN =
      Comparator.comparing(BoardKey::part, BY_NAME).thenComparing(BoardKey::method);

  private final LiveVotes votes;

  /** The version of its part from which each board was computed. */
  private final Map<BoardKey, Long> computed = new HashMap<>();

  /** The version of the votes for which nothing is due. */
  private long settled = NEVER;

  private @Nullable Long mainAt;
  private @Nullable Long pauseEnd;
  private @Nullable BoardKey last;
  private @Nullable BoardKey lastInTurn;

  /**
   * @param written the boards that were written before
   */
  RefitQueue(LiveVotes votes, Collection<BoardKey> written) {
    this.votes = votes;
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

  /** What to do, if anything may be due; the caller then calls {@link #done}. */
  Optional<Work> work(long nanoTime) {
    if (votes.version() == settled || (pauseEnd != null && nanoTime - pauseEnd < 0)) {
      return Optional.empty();
    }
    Map<Part, Long> parts = largest();
    List<BoardKey> removed =
        computed.keySet().stream().filter(key -> !parts.containsKey(key.part())).toList();
    removed.forEach(computed::remove);
    NavigableSet<BoardKey> due = due(parts);
    if (due.isEmpty()) {
      settled = votes.version();
    }
    return Optional.of(new Work(removed, next(due, nanoTime)));
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

  private @Nullable BoardKey next(NavigableSet<BoardKey> due, long nanoTime) {
    boolean mainIsDue = due.remove(MAIN) && (mainAt == null || nanoTime - mainAt >= MAIN_INTERVAL);
    if (mainIsDue && (due.isEmpty() || !MAIN.equals(last))) {
      return MAIN;
    }
    BoardKey after = lastInTurn == null ? null : due.higher(lastInTurn);
    return after == null && !due.isEmpty() ? due.first() : after;
  }

  /**
   * The work is done.
   *
   * @param key the board that was computed; null if there was none
   */
  void done(@Nullable BoardKey key, long startNanos, long endNanos) {
    pauseEnd = endNanos + PAUSE_FACTOR * (endNanos - startNanos);
    if (key == null) {
      return;
    }
    computed.put(key, version(key.part()));
    last = key;
    if (key.equals(MAIN)) {
      mainAt = startNanos;
    } else {
      lastInTurn = key;
    }
  }

  /** Makes all boards due. */
  void renew() {
    computed.replaceAll((key, version) -> NEVER);
    settled = NEVER;
  }

  /** The largest parts and their versions: the main one, then by size, equal ones by name. */
  private Map<Part, Long> largest() {
    Set<Part> all = new HashSet<>();
    for (Part part : votes.sizes().keySet()) {
      all.add(part);
      if (part.slice().equals(Slices.ALL)) {
        VoteSlice.ofTime().forEach(slice -> all.add(new Part(part.kind(), slice)));
      }
    }
    List<Part> sorted = new ArrayList<>(all);
    sorted.sort(
        Comparator.comparing((Part part) -> !part.equals(MAIN.part()))
            .thenComparing(part -> -size(part).battles())
            .thenComparing(BY_NAME));
    Map<Part, Long> largest = new HashMap<>();
    sorted.stream().limit(MAX_PARTS).forEach(part -> largest.put(part, version(part)));
    return largest;
  }

  private long version(Part part) {
    return size(part).version();
  }

  /** Slices of the time change with every vote of their kind. */
  private PartSize size(Part part) {
    boolean ofTime = VoteSlice.ofTime().contains(part.slice());
    return Objects.requireNonNull(
        votes.sizes().get(ofTime ? new Part(part.kind(), Slices.ALL) : part));
  }
}
