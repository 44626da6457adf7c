package dev.arena.lab.prove;

import dev.arena.schemas.Battle;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.Preference;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The battles and dead letters that must come of votes and preferences. They are computed from all
 * records at once, without the code of the votes service.
 *
 * @param battles by the text of the key; without those that were withdrawn
 * @param letters the dead letters
 */
record ExpectedVotes(Map<String, ExpectedBattle> battles, List<Letter> letters) {
  private static final Comparator<Cast> BY_TIME =
      Comparator.<Cast, Instant>comparing(cast -> cast.vote().getVotedAt())
          .thenComparing(cast -> cast.record().place());

  /** The position of a record in its topic. */
  record Place(int partition, long offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return partition == other.partition
          ? Long.compare(offset, other.offset)
          : Integer.compare(partition, other.partition);
    }
  }

  /**
   * A record of the votes topic.
   *
   * @param reason of the dead letter that it must become; empty if it is a valid vote
   * @param vote null if it is not valid
   * @param late whether it was written after earlier votes had timed out
   */
  record VoteRecord(
      Place place,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String reason,
      @Nullable Vote vote,
      boolean late) {}

  /**
   * A record of the preferences topic.
   *
   * @param late whether it was written after votes on its pair had timed out
   */
  record PreferenceRecord(int partition, Preference preference, boolean late) {}

  /**
   * A battle, except for what depends on the order of arrival.
   *
   * @param anyOf one battle, or two if the order of arrival decides whether late preferences count;
   *     with revision 0
   * @param sources where its vote may be: several records may say the same
   * @param maxRevision how often the voter's vote can have changed at most
   */
  record ExpectedBattle(Set<Battle> anyOf, Set<Place> sources, int maxRevision) {}

  /**
   * A dead letter.
   *
   * @param anyOf the records of which exactly one must be a dead letter
   */
  record Letter(List<VoteRecord> anyOf, String reason) {}

  /** A valid vote of a record. */
  private record Cast(VoteRecord record, Vote vote) {
    boolean isWithdrawal() {
      return vote.getOutcome() == VoteOutcome.WITHDRAWN;
    }

    boolean namesModels() {
      return vote.getModelA() != null && vote.getModelB() != null;
    }
  }

  /**
   * Computes what must come of records.
   *
   * @param topic the topic of votes
   * @param preferencesTopic the topic of preferences
   * @param preferences by pair; those for pairs without votes may be missing
   */
  static ExpectedVotes of(
      String topic,
      List<VoteRecord> votes,
      String preferencesTopic,
      Map<String, List<PreferenceRecord>> preferences) {
    List<Letter> letters = new ArrayList<>();
    Map<BattleKey, List<Cast>> casts = new HashMap<>();
    for (VoteRecord record : votes) {
      Vote vote = record.vote();
      if (vote == null) {
        letters.add(new Letter(List.of(record), record.reason()));
      } else {
        casts
            .computeIfAbsent(key(topic, record, vote), none -> new ArrayList<>())
            .add(new Cast(record, vote));
      }
    }
    Map<String, ExpectedBattle> battles = new TreeMap<>();
    Builder builder = new Builder(topic, preferencesTopic, letters);
    casts.forEach(
        (key, ofVoter) -> {
          ExpectedBattle battle =
              builder.battle(ofVoter, preferences.getOrDefault(key.pairId(), List.of()));
          if (battle != null) {
            battles.put(key.text(), battle);
          }
        });
    return new ExpectedVotes(battles, letters);
  }

  private static BattleKey key(String topic, VoteRecord record, Vote vote) {
    Place place = record.place();
    return new BattleKey(
        vote.getPairId(),
        vote.getKind(),
        vote.getVoter() == null
            ? topic + "-" + place.partition() + "-" + place.offset()
            : vote.getVoter());
  }

  /**
   * Computes the battle of one voter on one pair at a time.
   *
   * @param letters receives dead letters
   */
  private record Builder(String topic, String preferencesTopic, List<Letter> letters) {
    /** Returns null if there is no battle in the end. */
    @Nullable ExpectedBattle battle(List<Cast> casts, List<PreferenceRecord> preferences) {
      List<PreferenceRecord> inTime = preferences.stream().filter(each -> !each.late()).toList();
      List<Cast> early = casts.stream().filter(cast -> !cast.record().late()).toList();
      Cast before = early.stream().max(BY_TIME).orElse(null);
      boolean timedOut = before != null && inTime.isEmpty();
      List<Cast> remaining = casts;
      if (before != null && timedOut && !before.isWithdrawal() && !before.namesModels()) {
        List<VoteRecord> anyOf = same(before, early).map(Cast::record).toList();
        letters.add(new Letter(anyOf, "unknown_pair"));
        // the service has forgotten the vote
        remaining = casts.stream().filter(cast -> cast.record().late()).toList();
        timedOut = false;
        before = null;
      }
      Cast winner = remaining.stream().max(BY_TIME).orElse(null);
      if (winner == null) {
        return null;
      }
      Set<Battle> anyOf = new LinkedHashSet<>();
      for (List<PreferenceRecord> joined : joined(winner, before, remaining, inTime, preferences)) {
        boolean waits = joined.isEmpty() && !timedOut;
        if (waits || winner.isWithdrawal()) {
          return null;
        }
        anyOf.add(battle(winner.vote(), joined));
      }
      Set<Place> sources = new HashSet<>();
      same(winner, remaining).forEach(cast -> sources.add(cast.record().place()));
      return new ExpectedBattle(anyOf, sources, changes(casts));
    }

    /**
     * Which preferences can have been joined with a vote. Late ones are joined with a vote that
     * became the current one late. A late repetition of the vote that was the current one by then
     * is no new vote, unless another late vote, of the same time, was the current one in between.
     *
     * @param before the vote that was the current one when earlier votes timed out; null if there
     *     was none
     */
    private static List<List<PreferenceRecord>> joined(
        Cast winner,
        @Nullable Cast before,
        List<Cast> casts,
        List<PreferenceRecord> inTime,
        List<PreferenceRecord> all) {
      if (before == null || !before.vote().equals(winner.vote())) {
        return List.of(all);
      }
      boolean replacedInBetween =
          casts.stream()
              .filter(cast -> !cast.vote().equals(winner.vote()))
              .anyMatch(
                  cast -> BY_TIME.compare(cast, before) > 0 && BY_TIME.compare(cast, winner) < 0);
      return replacedInBetween ? List.of(inTime, all) : List.of(inTime);
    }

    private static Stream<Cast> same(Cast winner, List<Cast> casts) {
      return casts.stream().filter(cast -> cast.vote().equals(winner.vote()));
    }

    /** Returns how often a voter's vote changes if the records arrive in the order of the votes. */
    private static int changes(List<Cast> casts) {
      Vote last = null;
      int different = 0;
      for (Cast cast : casts.stream().sorted(BY_TIME).toList()) {
        different += cast.vote().equals(last) ? 0 : 1;
        last = cast.vote();
      }
      return different - 1;
    }

    private Battle battle(Vote vote, List<PreferenceRecord> preferences) {
      PreferenceRecord described = preferences.stream().min(DESCRIPTIONS).orElse(null);
      Preference pair = described == null ? null : described.preference();
      Set<Long> texts = new HashSet<>();
      for (PreferenceRecord each : preferences) {
        if (hash(each) != 0) {
          texts.add(hash(each));
        }
      }
      return Battle.newBuilder()
          .setPairId(vote.getPairId())
          .setKind(vote.getKind())
          .setVoter(vote.getVoter())
          .setOutcome(vote.getOutcome())
          .setVotedAt(vote.getVotedAt())
          .setSwapped(vote.getSwapped())
          .setProbability(vote.getProbability())
          .setModelA(pair == null || pair.getModelA() == null ? vote.getModelA() : pair.getModelA())
          .setModelB(pair == null || pair.getModelB() == null ? vote.getModelB() : pair.getModelB())
          .setFacts(pair == null ? null : pair.getFacts())
          .setPair(described == null ? null : position(described))
          .setAmbiguous(texts.size() > 1)
          .setRevision(0)
          .setSource(new RecordPosition(topic, 0, 0L))
          .setReasons(vote.getReasons())
          .setAttributes(vote.getAttributes())
          .setPredictions(predictions(vote.getVotedAt(), preferences))
          .build();
    }

    private static @Nullable RecordPosition position(PreferenceRecord record) {
      Long offset = record.preference().getPairOffset();
      return offset == null ? null : new RecordPosition("", record.partition(), offset);
    }

    /** The earliest prediction of each bundle, in the order of the bundles. */
    private List<Prediction> predictions(Instant votedAt, List<PreferenceRecord> preferences) {
      Map<String, Preference> earliest = new TreeMap<>();
      for (PreferenceRecord each : preferences) {
        earliest.merge(
            each.preference().getModel(),
            each.preference(),
            (one, other) -> EARLIEST.compare(one, other) <= 0 ? one : other);
      }
      return earliest.values().stream()
          .map(
              each ->
                  new Prediction(
                      preferencesTopic,
                      each.getModel(),
                      each.getWinnerModelA(),
                      each.getWinnerModelB(),
                      each.getWinnerTie(),
                      each.getScoredAt(),
                      !each.getScoredAt().isAfter(votedAt)))
          .toList();
    }

    private static final Comparator<Preference> EARLIEST =
        Comparator.comparing(Preference::getScoredAt)
            .thenComparingDouble(Preference::getWinnerModelA)
            .thenComparingDouble(Preference::getWinnerModelB)
            .thenComparingDouble(Preference::getWinnerTie);

    /** Of several pairs with one id, the first with a hash describes it. */
    private static final Comparator<PreferenceRecord> DESCRIPTIONS =
        Comparator.<PreferenceRecord, Boolean>comparing(each -> hash(each) == 0)
            .thenComparing(each -> each.preference().getFacts() == null)
            .thenComparing(PreferenceRecord::partition)
            .thenComparing(each -> each.preference().getPairOffset());

    private static long hash(PreferenceRecord record) {
      PairFacts facts = record.preference().getFacts();
      return facts == null ? 0 : facts.getPairHash();
    }
  }
}
