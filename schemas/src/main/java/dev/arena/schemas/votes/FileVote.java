package dev.arena.schemas.votes;

import dev.arena.schemas.Turn;
import dev.arena.schemas.jsonl.Winner;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One vote in a file.
 *
 * @param id of the pair; null if the file does not name it
 * @param modelA which chatbot gave answer A
 * @param kind such as {@code human} or {@code judge}, as the file names it; null if it does not
 * @param voter who voted, as the file names them; null if it does not
 * @param anonymous whether the file names other voters
 * @param votedAt null if the file does not say
 * @param language of the pair, as the file names it; null if it does not
 * @param style what the file says about the answers' style; null if nothing
 * @param turns the pair's texts; null if there are none, or they were not asked for
 * @param line the line on which the row begins, counted from 1
 */
public record FileVote(
    @Nullable String id,
    String modelA,
    String modelB,
    Winner winner,
    @Nullable String kind,
    @Nullable String voter,
    boolean anonymous,
    @Nullable Instant votedAt,
    @Nullable String language,
    @Nullable AnswerStyles style,
    @Nullable List<Turn> turns,
    long line) {
  public FileVote {
    turns = turns == null ? null : List.copyOf(turns);
  }

  /**
   * The field {@code conv_metadata} of LMArena's data sets: how long both answers are, and how much
   * Markdown they have.
   *
   * @param tokensA length of answer A in tokens, of all turns
   * @param headersA headers of all levels
   * @param listsA items of ordered and unordered lists
   * @param boldA bold passages
   */
  public record AnswerStyles(
      int tokensA,
      int tokensB,
      int headersA,
      int headersB,
      int listsA,
      int listsB,
      int boldA,
      int boldB) {}
}
