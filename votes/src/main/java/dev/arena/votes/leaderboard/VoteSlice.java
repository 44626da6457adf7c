package dev.arena.votes.leaderboard;

import dev.arena.schemas.PairFacts;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.jsonl.Winner;
import dev.arena.schemas.votes.FileVote;
import dev.arena.votes.evaluation.Slices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of the votes that gets a board of its own.
 *
 * @param name as on the command line
 */
public record VoteSlice(String name) {
  /** All votes. */
  public static final VoteSlice ALL = new VoteSlice(Slices.ALL);

  static final String NO_TIES = "no-ties";
  private static final String NO_REFUSALS = "no-refusals";
  private static final String LANGUAGE = "language=";
  private static final String CATEGORY = "category=";
  private static final Map<String, Duration> LAST =
      Map.of("last-7-days", Duration.ofDays(7), "last-30-days", Duration.ofDays(30));
  private static final List<String> OF_TEXTS =
      List.of("multi-turn", "code", "long-prompt", NO_REFUSALS);
  private static final List<String> WITH_VALUE = List.of("script=", LANGUAGE, CATEGORY);

  /** What {@code --slice} may be, for messages. */
  static final String EXPECTED =
      "all, no-ties, last-7-days, last-30-days, multi-turn, code, long-prompt, no-refusals, or script=, language= or category= with a value, such as script=Latin";

  public VoteSlice {
    String given = name;
    boolean known =
        name.equals(Slices.ALL)
            || name.equals(NO_TIES)
            || LAST.containsKey(name)
            || OF_TEXTS.contains(name)
            || WITH_VALUE.stream()
                .anyMatch(each -> given.startsWith(each) && given.length() > each.length());
    if (!known) {
      throw new UsageException("--slice is %s; expected %s.".formatted(name, EXPECTED));
    }
  }

  /** Whether it depends on what only the votes service knows. */
  boolean needsService() {
    return name.startsWith(CATEGORY);
  }

  /** Whether it depends on the texts of the pairs. */
  boolean needsTexts() {
    return OF_TEXTS.contains(name) || name.startsWith("script=");
  }

  /** Which votes count by their time: those not longer before the last vote; null for all. */
  public @Nullable Duration last() {
    return last(name);
  }

  /** The same for a slice with this name, which may be one of a later version. */
  public static @Nullable Duration last(String name) {
    return LAST.get(name);
  }

  /**
   * Whether a vote belongs to the slice, its time aside.
   *
   * @param facts of the pair's texts; null if they were not read
   */
  boolean contains(FileVote vote, @Nullable PairFacts facts) {
    boolean decisive = vote.winner() == Winner.MODEL_A || vote.winner() == Winner.MODEL_B;
    return last() != null
        || name.equals(LANGUAGE + vote.language())
        || of(decisive, facts).contains(name);
  }

  /**
   * The names of the slices that a vote belongs to, {@link #ALL} first. Those that its time decides
   * are not among them.
   *
   * @param decisive whether the vote is for one of the answers
   * @param facts of the pair's texts; null if unknown
   */
  public static List<String> of(boolean decisive, @Nullable PairFacts facts) {
    List<String> slices = new ArrayList<>(Slices.of(facts));
    if (decisive) {
      slices.add(NO_TIES);
    }
    if (facts != null && !facts.getRefusalA() && !facts.getRefusalB()) {
      slices.add(NO_REFUSALS);
    }
    return slices;
  }

  /** The names of the slices whose votes the time decides. */
  public static Set<String> ofTime() {
    return LAST.keySet();
  }

  /**
   * The first time that counts.
   *
   * @param latest when the last vote was cast
   */
  public Instant start(Instant latest) {
    Duration last = last();
    return last == null ? Instant.MIN : latest.minus(last);
  }
}
