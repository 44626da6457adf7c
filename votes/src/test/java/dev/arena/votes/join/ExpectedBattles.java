package dev.arena.votes.join;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Computes the battles of a whole input at once, without the code of the join. */
final class ExpectedBattles {
  private ExpectedBattles() {}

  /** A record of the input: a vote, or a preference. */
  record Item(String pairId, JoinInput input) {}

  /** The battles of the whole input, computed at once. */
  static Map<String, Battle> of(List<Item> items) {
    Map<String, Battle> battles = new TreeMap<>();
    Set<String> pairs = new TreeSet<>();
    items.forEach(item -> pairs.add(item.pairId()));
    for (String pair : pairs) {
      List<PreferenceInput> preferences = new ArrayList<>();
      Map<String, List<VoteInput>> votes = new TreeMap<>();
      for (Item item : items) {
        if (item.pairId().equals(pair) && item.input() instanceof PreferenceInput preference) {
          preferences.add(preference);
        } else if (item.pairId().equals(pair) && item.input() instanceof VoteInput vote) {
          votes
              .computeIfAbsent(
                  new BattleKey(pair, vote.kind(), vote.voter()).text(), k -> new ArrayList<>())
              .add(vote);
        }
      }
      votes.forEach(
          (key, ofVoter) -> {
            VoteInput last = null;
            for (VoteInput vote : ofVoter) {
              if (last == null || isLater(vote.content(), last.content())) {
                last = vote;
              }
            }
            if (last != null
                && !preferences.isEmpty()
                && last.content().outcome() != VoteOutcome.WITHDRAWN) {
              battles.put(key, battle(pair, last, preferences));
            }
          });
    }
    return battles;
  }

  private static boolean isLater(VoteContent vote, VoteContent other) {
    if (vote.votedAt() != other.votedAt()) {
      return vote.votedAt() > other.votedAt();
    }
    if (vote.position().partition() != other.position().partition()) {
      return vote.position().partition() > other.position().partition();
    }
    return vote.position().offset() > other.position().offset();
  }

  private static Battle battle(String pair, VoteInput vote, List<PreferenceInput> preferences) {
    VoteContent content = vote.content();
    Set<Long> hashes = new HashSet<>();
    PairDescription description = PairDescription.NONE;
    int rank = Integer.MAX_VALUE;
    Map<String, ScorerPrediction> predictions = new TreeMap<>();
    for (PreferenceInput preference : preferences) {
      PairDescription each = preference.description();
      if (each.facts() != null) {
        hashes.add(each.facts().getPairHash());
      }
      if (rank(each) < rank) {
        rank = rank(each);
        description = each;
      }
      ScorerPrediction prediction = preference.prediction();
      ScorerPrediction known = predictions.get(prediction.topic() + " " + prediction.model());
      if (known == null
          || prediction.scoredAt() < known.scoredAt()
          || (prediction.scoredAt() == known.scoredAt() && prediction.a() < known.a())) {
        predictions.put(prediction.topic() + " " + prediction.model(), prediction);
      }
    }
    List<Prediction> written = new ArrayList<>();
    predictions.forEach(
        (scorer, each) ->
            written.add(
                new Prediction(
                    each.topic(),
                    each.model(),
                    each.a(),
                    each.b(),
                    each.tie(),
                    Instant.ofEpochMilli(each.scoredAt()),
                    each.scoredAt() <= content.votedAt())));
    Position position = description.position();
    return Battle.newBuilder()
        .setPairId(pair)
        .setKind(vote.kind())
        .setVoter(vote.anonymous() ? null : vote.voter())
        .setOutcome(content.outcome())
        .setVotedAt(Instant.ofEpochMilli(content.votedAt()))
        .setModelA(description.modelA() != null ? description.modelA() : content.modelA())
        .setModelB(description.modelB())
        .setFacts(description.facts())
        .setPair(
            position == null
                ? null
                : new RecordPosition("", position.partition(), position.offset()))
        .setAmbiguous(hashes.size() > 1)
        .setSource(new RecordPosition(JoinDriver.VOTES, 0, 0L))
        .setAttributes(content.attributes())
        .setPredictions(written)
        .build();
  }

  /** The rank of a description among the few that occur here: facts, position, hash, models. */
  private static int rank(PairDescription each) {
    int models =
        (each.modelA() == null ? 2 : each.modelA().charAt(1) - '0') * 2
            + (each.modelB() == null ? 1 : 0);
    if (each.facts() == null || each.position() == null) {
      return 1_000_000 + models;
    }
    int position = each.position().partition() * 10 + (int) each.position().offset();
    int hash = (int) (each.facts().getPairHash() - 100);
    return position * 1000 + hash * 100 + models;
  }

  /** Without the number of changes, and without which of several equal records was the source. */
  static Battle comparable(String pairId, Battle battle) {
    return Battle.newBuilder(battle)
        .setPairId(pairId)
        .setRevision(0)
        .setSource(new RecordPosition(battle.getSource().getTopic(), 0, 0L))
        .build();
  }
}
