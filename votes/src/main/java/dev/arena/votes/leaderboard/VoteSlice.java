package dev.arena.votes.leaderboard;

import dev.arena.schemas.PairFacts;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.jsonl.Winner;
import dev.arena.schemas.votes.FileVote;
import dev.arena.votes.evaluation.Slices;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  private static final String KIND = "kind=";
  private static final Map<String, Duration> LAST =
      Map.of("last-7-days", Duration.ofDays(7), "last-30-days", Duration.ofDays(30));
  private static final List<String> OF_TEXTS =
      List.of("multi-turn", "code", "long-prompt", NO_REFUSALS);
  private static final List<String> WITH_VALUE = List.of("script=", LANGUAGE, KIND);

  /** What {@code --slice} may be, for messages. */
  static final String EXPECTED =
      "all, no-ties, last-7-days, last-30-days, multi-turn, code, long-prompt, no-refusals, or script=, language= or kind= with a value, such as script=Latin or kind=human";

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

  /** Whether it depends on the texts of the pairs. */
  boolean needsTexts() {
    return OF_TEXTS.contains(name) || name.startsWith("script=");
  }

  /** Which votes count by their time: those not longer before the last vote; null for all. */
  @Nullable Duration last() {
    return LAST.get(name);
  }

  /**
   * Whether a vote belongs to the slice, its time aside.
   *
   * @param facts of the pair's texts; null if they were not read
   */
  boolean contains(FileVote vote, @Nullable PairFacts facts) {
    if (name.equals(Slices.ALL) || last() != null) {
      return true;
    }
    if (name.equals(NO_TIES)) {
      return vote.winner() == Winner.MODEL_A || vote.winner() == Winner.MODEL_B;
    }
    if (name.equals(NO_REFUSALS)) {
      return facts != null && !facts.getRefusalA() && !facts.getRefusalB();
    }
    return name.equals(LANGUAGE + vote.language())
        || name.equals(KIND + vote.kind())
        || Slices.of(facts).contains(name);
  }

  /**
   * The first time that counts.
   *
   * @param latest when the last vote was cast
   */
  Instant start(Instant latest) {
    Duration last = last();
    return last == null ? Instant.MIN : latest.minus(last);
  }
}
