package dev.arena.votes.join;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.schemas.Battle;
import dev.arena.votes.join.JoinCounts.Event;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Joins votes with the preferences for their pairs. Writes a battle when the current vote of a
 * voter changes, and when a preference arrives for a pair that was voted on recently. The table in
 * docs/reference/votes.md says what happens to which vote. For use by the task's thread.
 */
final class Join {
  private static final StringSerializer TEXT = new StringSerializer();

  private final PairMemory pairs;
  private final KeyValueStore<String, VoteState> votes;
  private final WaitingVotes waiting;
  private final StreamClock clock;
  private final Duration timeout;
  private final JoinCounts counts;
  private final Output output;

  /** Where the join writes to. */
  interface Output {
    /**
     * Writes a battle.
     *
     * @param timestamp the record's
     */
    void battle(BattleKey key, Battle battle, long timestamp);

    /** Removes a battle whose vote was withdrawn. */
    void tombstone(BattleKey key, long timestamp);

    /** Writes a dead letter. */
    void deadLetter(DeadLetterException reason, WaitingVotes.Entry vote);
  }

  /**
   * @param timeout how long a vote waits for its pair, and for how long further preferences change
   *     its battle, in stream time
   */
  Join(JoinStores stores, StreamClock clock, Duration timeout, JoinCounts counts, Output output) {
    this.pairs = stores.pairs();
    this.votes = stores.votes();
    this.waiting = stores.waiting();
    this.clock = clock;
    this.timeout = timeout;
    this.counts = counts;
    this.output = output;
  }

  /**
   * A vote arrived.
   *
   * @param record the vote's record
   */
  void vote(String pairId, VoteInput vote, WaitingVotes.Entry record) {
    PairMemory.Found pair = pairs.find(pairId);
    Optional<DeadLetterException> tooEarly = VoteRules.tooEarly(vote.content(), pair.state());
    if (tooEarly.isPresent()) {
      output.deadLetter(tooEarly.get(), record);
      return;
    }
    BattleKey key = new BattleKey(pairId, vote.kind(), vote.voter());
    VoteState current = votes.get(key.text());
    switch (VoteRules.standing(current, vote.content())) {
      case CURRENT -> replace(key, current, vote, pair, record);
      case REPEATED -> repeat(key, current, vote.content().position());
      case OUTDATED -> counts.add(Event.VOTE_OUTDATED);
    }
  }

  /** Which of two votes is later must not depend on how often one of them was sent. */
  private void repeat(BattleKey key, @Nullable VoteState current, Position position) {
    counts.add(Event.VOTE_REPEATED);
    if (current != null && position.compareTo(current.content().position()) > 0) {
      votes.put(key.text(), current.at(position));
    }
  }

  private void replace(
      BattleKey key,
      @Nullable VoteState current,
      VoteInput vote,
      PairMemory.Found pair,
      WaitingVotes.Entry record) {
    boolean known = pair.state().isKnown();
    boolean settled = current != null && !current.waiting();
    VoteContent content = vote.content();
    if (current != null && !current.waiting() && !known) {
      content = content.withModelsOf(current.content()); // nothing else names them any more
    }
    VoteState next =
        new VoteState(
            content,
            vote.anonymous(),
            current == null ? 0 : current.revision() + 1,
            Math.max(record.timestamp(), clock.now()) + timeout.toMillis(),
            !known && !settled);
    if (current != null) {
      counts.add(Event.VOTE_CHANGED);
      if (current.waiting()) {
        waiting.remove(key, current.deadline());
      }
    }
    votes.put(key.text(), next);
    pairs.keep(pair);
    if (next.waiting()) {
      counts.add(Event.VOTE_WAITED);
      waiting.add(key, next.deadline(), record);
    } else if (next.isPublished()) {
      write(key, next, pair.state(), record.timestamp());
    } else if (current == null || current.isPublished()) {
      // without a current vote, its battle may be one of a state that was lost
      withdraw(key, record.timestamp());
    }
  }

  /**
   * A preference arrived.
   *
   * @param timestamp of its record
   */
  void preference(String pairId, PreferenceInput preference, long timestamp) {
    PairMemory.Found pair = pairs.find(pairId);
    PairState state = pair.state().with(preference);
    if (state.equals(pair.state())) {
      counts.add(Event.PREFERENCE_REPEATED);
      return;
    }
    pairs.update(pair, state, clock.latest());
    boolean becameAmbiguous = state.ambiguous() && !pair.state().ambiguous();
    if (becameAmbiguous) {
      counts.add(Event.PAIR_AMBIGUOUS);
    }
    if (pair.hasVotes() && !state.givesSameBattlesAs(pair.state())) {
      joinAgain(pairId, state, becameAmbiguous, timestamp);
    }
  }

  private void joinAgain(String pairId, PairState pair, boolean all, long timestamp) {
    boolean late = false;
    boolean removed = false;
    try (KeyValueIterator<String, VoteState> ofPair =
        votes.prefixScan(BattleKey.prefix(pairId), TEXT)) {
      while (ofPair.hasNext()) {
        KeyValue<String, VoteState> each = ofPair.next();
        BattleKey key = BattleKey.parse(each.key);
        VoteState vote = each.value;
        boolean inTime = clock.now() <= vote.deadline();
        if (vote.waiting()) {
          removed |= inTime ? !release(key, vote, pair) : !expire(key, vote);
          late |= !inTime;
        } else if (vote.isPublished() && (inTime || all)) {
          write(key, vote, pair, timestamp);
        } else if (vote.isPublished()) {
          late = true;
        }
      }
    }
    if (late) {
      counts.add(Event.PREFERENCE_LATE);
    }
    if (removed) {
      forgetPairWithoutVotes(pairId);
    }
  }

  /**
   * The pair of a waiting vote became known.
   *
   * @return whether the vote is still there
   */
  private boolean release(BattleKey key, VoteState vote, PairState pair) {
    WaitingVotes.Entry record = requireWaiting(key, vote);
    Optional<DeadLetterException> tooEarly = VoteRules.tooEarly(vote.content(), pair);
    if (tooEarly.isPresent()) {
      votes.delete(key.text());
      output.deadLetter(tooEarly.get(), record);
      return false;
    }
    settle(key, vote, pair, record);
    return true;
  }

  /** Lets votes time out whose pair did not become known, up to a number of them. */
  void expireDue(int max) {
    for (WaitingVotes.Due due : waiting.dueBefore(clock.now(), max)) {
      VoteState vote = votes.get(due.key().text());
      if (vote == null || !vote.waiting()) {
        throw new IllegalStateException("a vote waits that is not there; expected its state");
      }
      if (!expire(due.key(), vote)) {
        forgetPairWithoutVotes(due.key().pairId());
      }
    }
  }

  /**
   * The pair of a waiting vote did not become known in time.
   *
   * @return whether the vote is still there
   */
  private boolean expire(BattleKey key, VoteState vote) {
    WaitingVotes.Entry record = requireWaiting(key, vote);
    if (vote.content().isWithdrawal()) {
      settle(key, vote, PairState.UNKNOWN, record);
      return true;
    }
    if (vote.content().namesModels()) {
      counts.add(Event.VOTE_UNSCORED);
      settle(key, vote, PairState.UNKNOWN, record);
      return true;
    }
    votes.delete(key.text());
    output.deadLetter(
        new DeadLetterException(
            VoteReason.UNKNOWN_PAIR,
            "no preference for pair %s arrived within %d s of stream time, and the vote does not name its models; expected the id of a scored pair, or model_a and model_b. Check pair_id, or raise arena.votes.preference.timeout and send the vote again."
                .formatted(key.pairId(), timeout.toSeconds())),
        record);
    return false;
  }

  private WaitingVotes.Entry requireWaiting(BattleKey key, VoteState vote) {
    WaitingVotes.Entry record = waiting.remove(key, vote.deadline());
    if (record == null) {
      throw new IllegalStateException("the record of a waiting vote is missing; expected it");
    }
    return record;
  }

  private void settle(BattleKey key, VoteState vote, PairState pair, WaitingVotes.Entry record) {
    VoteState settled = vote.settled();
    votes.put(key.text(), settled);
    if (settled.isPublished()) {
      write(key, settled, pair, record.timestamp());
    } else {
      withdraw(key, record.timestamp());
    }
  }

  private void withdraw(BattleKey key, long timestamp) {
    counts.add(Event.BATTLE_WITHDRAWN);
    output.tombstone(key, timestamp);
  }

  private void write(BattleKey key, VoteState vote, PairState pair, long timestamp) {
    counts.add(Event.BATTLE_WRITTEN);
    output.battle(key, JoinedBattle.of(key, vote, pair), timestamp);
  }

  private void forgetPairWithoutVotes(String pairId) {
    try (KeyValueIterator<String, VoteState> left =
        votes.prefixScan(BattleKey.prefix(pairId), TEXT)) {
      if (left.hasNext()) {
        return;
      }
    }
    pairs.expire(pairId, clock.latest());
  }
}
