package dev.arena.console.voting;

import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.join.VoteRules;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets people vote: draws pairs, and writes votes and withdrawals. Safe for use by many threads.
 *
 * <p>What a vote is about is in its token, so a vote also counts if the console was started again,
 * or no longer has the pair. The console only remembers which pairs a voter has handled, to draw
 * none of them again and to keep a vote as it was before its models were shown. After a restart, it
 * knows this of votes and withdrawals from their topic, but no longer which pairs were skipped.
 */
public final class Voting {
  private static final Map<String, String> ATTRIBUTES = Map.of("source", "console");

  private final VoteTokens tokens;
  private final VoteLog log;
  private final InstantSource clock;
  private final TopicContents contents;
  private final HandledPairs handled = new HandledPairs(HandledPairs.MAX);
  private final NextPair next;

  /**
   * @param contents the pairs that are drawn
   * @param random must be safe for use by many threads
   */
  public Voting(
      TopicContents contents,
      VoteTokens tokens,
      VoteLog log,
      RandomGenerator random,
      InstantSource clock) {
    this.tokens = tokens;
    this.log = log;
    this.clock = clock;
    this.contents = contents;
    this.next = new NextPair(contents, handled, random);
  }

  /**
   * Draws one of the recent pairs on which the voter can vote, each with the same probability.
   *
   * @param voter the voter's pseudonym
   * @return empty if there is none
   * @throws ProblemException if a voter cannot have this pseudonym
   */
  public Optional<BlindPair> draw(String voter) {
    if (!VoteRules.isVoter(voter, log.topic())) {
      throw new ProblemException(
          Problem.unprocessable(
              "The voter's pseudonym is blank, too long, or looks like a position in a topic; expected 1 to %,d characters."
                  .formatted(VoteRules.MAX_TEXT),
              null));
    }
    Instant now = now();
    return next.draw(voter)
        .map(
            drawn ->
                new BlindPair(
                    tokens.seal(VoteTokens.Purpose.VOTE, VoteToken.of(drawn, voter, now)),
                    drawn.pair().getTurns().stream()
                        .map(turn -> shown(turn, drawn.swapped()))
                        .toList(),
                    now.plus(VoteToken.VALIDITY)));
  }

  private static BlindPair.ShownTurn shown(Turn turn, boolean swapped) {
    return swapped
        ? new BlindPair.ShownTurn(turn.getPrompt(), turn.getResponseB(), turn.getResponseA())
        : new BlindPair.ShownTurn(turn.getPrompt(), turn.getResponseA(), turn.getResponseB());
  }

  /**
   * Does not draw a pair for its voter again, as long as the console remembers it. Nothing is
   * written.
   *
   * @param token of the pair
   * @param voter whose token it must be; null if the caller may act for every voter
   * @throws ProblemException if the token cannot be used
   */
  public void skip(String token, @Nullable String voter) {
    VoteToken skipped = opened(VoteTokens.Purpose.VOTE, token, voter);
    handled.skip(skipped.voter(), skipped.pairId());
  }

  /**
   * Votes on a drawn pair. Voting again with the same token replaces the vote by the same one. With
   * another verdict it is refused, because the voter has seen the models by then; unless the first
   * vote could not be stored.
   *
   * @param token of the pair
   * @param verdict by the sides on which the answers were shown
   * @param reasons in the voter's words; may be empty
   * @param voter whose token it must be; null if the caller may act for every voter
   * @return completed once the vote is stored, or with a {@link ProblemException}
   * @throws ProblemException if the token cannot be used
   */
  public CompletableFuture<StoredVote> vote(
      String token, Verdict verdict, List<String> reasons, @Nullable String voter) {
    VoteToken drawn = opened(VoteTokens.Purpose.VOTE, token, voter);
    VoteOutcome outcome = verdict.outcome(drawn.swapped());
    Optional<HandledPairs.Handled> before = before(drawn);
    before.ifPresent(found -> requireSame(found, outcome));
    Instant votedAt = after(before);
    Vote vote =
        Vote.newBuilder()
            .setPairId(drawn.pairId())
            .setOutcome(outcome)
            .setVoter(drawn.voter())
            .setVotedAt(votedAt)
            .setSwapped(drawn.swapped())
            .setProbability(drawn.probability())
            .setModelA(drawn.modelA())
            .setModelB(drawn.modelB())
            .setReasons(List.copyOf(reasons))
            .setAttributes(ATTRIBUTES)
            .build();
    return log.write(vote)
        .thenApply(
            written -> {
              handled.vote(drawn.voter(), drawn.pairId(), outcome, votedAt);
              return new StoredVote(
                  drawn.pairId(),
                  outcome,
                  drawn.swapped() ? drawn.modelB() : drawn.modelA(),
                  drawn.swapped() ? drawn.modelA() : drawn.modelB(),
                  tokens.seal(VoteTokens.Purpose.UNDO, drawn.at(votedAt)));
            });
  }

  /**
   * Withdraws a vote. Its pair is not drawn for the voter again, who has seen its models, as long
   * as the console remembers it or the withdrawal is among the recent votes.
   *
   * @param token from {@link StoredVote#undo}
   * @param voter whose token it must be; null if the caller may act for every voter
   * @return the id of the pair, completed once the withdrawal is stored, or with a {@link
   *     ProblemException}
   * @throws ProblemException if the token cannot be used
   */
  public CompletableFuture<String> undo(String token, @Nullable String voter) {
    VoteToken voted = opened(VoteTokens.Purpose.UNDO, token, voter);
    Instant withdrawnAt = after(before(voted));
    Instant later = voted.time().plusMillis(1);
    Instant votedAt = withdrawnAt.isAfter(later) ? withdrawnAt : later;
    Vote withdrawal =
        Vote.newBuilder()
            .setPairId(voted.pairId())
            .setOutcome(VoteOutcome.WITHDRAWN)
            .setVoter(voted.voter())
            .setVotedAt(votedAt)
            .setAttributes(ATTRIBUTES)
            .build();
    return log.write(withdrawal)
        .thenApply(
            written -> {
              handled.withdraw(voted.voter(), voted.pairId(), votedAt);
              return voted.pairId();
            });
  }

  private VoteToken opened(VoteTokens.Purpose purpose, String token, @Nullable String voter) {
    VoteToken opened =
        tokens
            .open(purpose, token)
            .orElseThrow(
                () ->
                    unusable(
                        purpose,
                        "The token is damaged, or from before the console was started again; expected one that this console has given."));
    if (opened.isExpired(now())) {
      throw unusable(
          purpose,
          "The token has expired; expected one that is at most %d minutes old."
              .formatted(VoteToken.VALIDITY.toMinutes()));
    }
    if (voter != null && !voter.equals(opened.voter())) {
      throw unusable(
          purpose, "The token is that of another voter; expected one that was given to this one.");
    }
    return opened;
  }

  private static ProblemException unusable(VoteTokens.Purpose purpose, String detail) {
    return new ProblemException(
        Problem.unprocessable(
            detail
                + switch (purpose) {
                  case VOTE -> " Ask for the next pair.";
                  case UNDO -> " To withdraw older votes, use: ./arena votes forget.";
                },
            purpose.pointer()));
  }

  /**
   * What the voter has done with a pair since a token was made: as this console remembers or, after
   * a restart or a vote at another console, as the recent votes say.
   */
  private Optional<HandledPairs.Handled> before(VoteToken token) {
    Optional<HandledPairs.Handled> own = handled.find(token.voter(), token.pairId());
    List<Vote> read =
        contents.pair(token.pairId()).stream()
            .flatMap(records -> records.votes().stream())
            .filter(vote -> token.voter().equals(vote.getVoter()))
            .filter(vote -> vote.getKind().equals(BattleKey.HUMAN))
            .filter(vote -> !vote.getVotedAt().isBefore(token.time()))
            .toList();
    if (read.isEmpty() || own.filter(o -> !o.at().isBefore(read.get(0).getVotedAt())).isPresent()) {
      return own;
    }
    return Optional.of(
        new HandledPairs.Handled(
            read.stream()
                .map(Vote::getOutcome)
                .filter(outcome -> outcome != VoteOutcome.WITHDRAWN)
                .findFirst()
                .orElse(null),
            read.get(0).getVotedAt()));
  }

  private static void requireSame(HandledPairs.Handled before, VoteOutcome outcome) {
    if (before.outcome() != null && before.outcome() != outcome) {
      throw new ProblemException(
          Problem.unprocessable(
              "The voter has already voted on this pair and has seen its models; expected the same verdict. A vote can be undone, but not changed.",
              "#/verdict"));
    }
  }

  /** The time of a record that replaces an earlier one, even if the clock was set back. */
  private Instant after(Optional<HandledPairs.Handled> before) {
    Instant now = now();
    return before
        .map(found -> found.at().plusMillis(1))
        .filter(later -> later.isAfter(now))
        .orElse(now);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
