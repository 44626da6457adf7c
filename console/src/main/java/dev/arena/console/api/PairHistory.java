package dev.arena.console.api;

import dev.arena.console.topics.PairRecords;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has been said about a pair: each prediction and each vote once, whichever of the records
 * about the pair tell it.
 *
 * @param modelA name of chatbot A; null if no record names it
 * @param modelB name of chatbot B; null if no record names it
 * @param predictions the latest first
 * @param votes the latest first
 * @param ambiguous whether pairs with different texts have this id
 */
public record PairHistory(
    @Nullable String modelA,
    @Nullable String modelB,
    List<Prediction> predictions,
    List<CastVote> votes,
    boolean ambiguous) {
  public PairHistory {
    predictions = List.copyOf(predictions);
    votes = List.copyOf(votes);
  }

  /**
   * What a scorer predicted.
   *
   * @param topic of the scorer
   * @param model {@code name@version} of its bundle
   * @param a probability that A is preferred
   * @param b probability that B is preferred
   * @param tie probability of a tie
   */
  public record Prediction(
      String topic, String model, double a, double b, double tie, Instant scoredAt) {}

  /**
   * A vote with its state.
   *
   * @param voter null if anonymous
   * @param swapped whether B was shown on the left; null if unknown
   */
  public record CastVote(
      VoteOutcome outcome,
      String kind,
      @Nullable String voter,
      Instant votedAt,
      @Nullable Boolean swapped,
      List<String> reasons,
      State state) {
    public CastVote {
      reasons = List.copyOf(reasons);
    }
  }

  /** What has become of a vote. */
  public enum State {
    /** There is a battle of it. */
    COUNTS("counts"),
    /** There is a battle of it, but pairs with different texts have the same id. */
    AMBIGUOUS("ambiguous: does not count"),
    /** The voter has voted again, or withdrawn it. */
    REPLACED("replaced by a later vote"),
    /** It withdraws an earlier vote. */
    WITHDRAWAL("withdraws the earlier vote"),
    /** The votes service has not joined it, or has refused it. */
    NOT_JOINED("not joined with the pair");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** As it is shown. */
    public String text() {
      return text;
    }
  }

  /** What makes two records tell the same vote. */
  private record VoteKey(
      String kind, @Nullable String voter, Instant votedAt, VoteOutcome outcome) {}

  /** Collects what the records about a pair say. */
  public static PairHistory of(PairRecords records) {
    return new PairHistory(
        model(
            records,
            ConversationPair::getModelA,
            Preference::getModelA,
            Battle::getModelA,
            Vote::getModelA),
        model(
            records,
            ConversationPair::getModelB,
            Preference::getModelB,
            Battle::getModelB,
            Vote::getModelB),
        predictions(records),
        votes(records),
        records.battles().stream().anyMatch(Battle::getAmbiguous));
  }

  /** The first name that a record gives, in the order in which the votes service looks for it. */
  private static @Nullable String model(
      PairRecords records,
      Function<ConversationPair, @Nullable String> ofPair,
      Function<Preference, @Nullable String> ofPreference,
      Function<Battle, @Nullable String> ofBattle,
      Function<Vote, @Nullable String> ofVote) {
    return Stream.of(
            Stream.ofNullable(records.pair()).map(ofPair),
            records.preferences().stream().map(each -> ofPreference.apply(each.preference())),
            records.battles().stream().map(ofBattle),
            records.votes().stream().map(ofVote))
        .flatMap(names -> names)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static List<Prediction> predictions(PairRecords records) {
    Stream<Prediction> recent =
        records.preferences().stream()
            .map(
                each ->
                    new Prediction(
                        each.topic(),
                        each.preference().getModel(),
                        each.preference().getWinnerModelA(),
                        each.preference().getWinnerModelB(),
                        each.preference().getWinnerTie(),
                        each.preference().getScoredAt()));
    Stream<Prediction> joined =
        records.battles().stream()
            .flatMap(battle -> battle.getPredictions().stream())
            .map(
                each ->
                    new Prediction(
                        each.getTopic(),
                        each.getModel(),
                        each.getA(),
                        each.getB(),
                        each.getTie(),
                        each.getScoredAt()));
    return Stream.concat(recent, joined)
        .distinct()
        .sorted(Comparator.comparing(Prediction::scoredAt).reversed())
        .toList();
  }

  private static List<CastVote> votes(PairRecords records) {
    List<CastVote> all = new ArrayList<>();
    Map<VoteKey, Integer> joined = new HashMap<>();
    Map<List<String>, Instant> latest = new HashMap<>();
    for (Battle battle : records.battles()) {
      CastVote vote = of(battle);
      all.add(vote);
      joined.merge(key(vote), 1, Integer::sum);
      add(latest, vote.kind(), vote.voter(), vote.votedAt());
    }
    records
        .votes()
        .forEach(each -> add(latest, each.getKind(), each.getVoter(), each.getVotedAt()));
    for (Vote vote : records.votes()) {
      CastVote cast = of(vote, state(vote, latest));
      int told = joined.getOrDefault(key(cast), 0);
      if (told == 0) {
        all.add(cast);
      }
      // a record that repeats a vote is no other vote, unless the vote is anonymous
      joined.put(key(cast), vote.getVoter() == null ? Math.max(0, told - 1) : 1);
    }
    return all.stream().sorted(Comparator.comparing(CastVote::votedAt).reversed()).toList();
  }

  private static void add(
      Map<List<String>, Instant> latest, String kind, @Nullable String voter, Instant votedAt) {
    if (voter != null) {
      latest.merge(List.of(kind, voter), votedAt, (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  private static VoteKey key(CastVote vote) {
    return new VoteKey(vote.kind(), vote.voter(), vote.votedAt(), vote.outcome());
  }

  private static CastVote of(Battle battle) {
    return new CastVote(
        battle.getOutcome(),
        battle.getKind(),
        battle.getVoter(),
        battle.getVotedAt(),
        battle.getSwapped(),
        battle.getReasons(),
        battle.getAmbiguous() ? State.AMBIGUOUS : State.COUNTS);
  }

  private static CastVote of(Vote vote, State state) {
    return new CastVote(
        vote.getOutcome(),
        vote.getKind(),
        vote.getVoter(),
        vote.getVotedAt(),
        vote.getSwapped(),
        vote.getReasons(),
        state);
  }

  private static State state(Vote vote, Map<List<String>, Instant> latest) {
    if (vote.getVoter() != null
        && Optional.ofNullable(latest.get(List.of(vote.getKind(), vote.getVoter())))
            .filter(vote.getVotedAt()::isBefore)
            .isPresent()) {
      return State.REPLACED;
    }
    return vote.getOutcome() == VoteOutcome.WITHDRAWN ? State.WITHDRAWAL : State.NOT_JOINED;
  }
}
