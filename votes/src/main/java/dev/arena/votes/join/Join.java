package dev.arena.votes.join;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.VoteReason;
import dev.arena.schemas.Battle;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.join.JoinCounts.Event;
import dev.arena.votes.join.PendingRewrites.Rewrite;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
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
  private final PairMemory pairs;
  private final KeyValueStore<String, VoteState> votes;
  private final WaitingVotes waiting;
  private final PendingRewrites rewrites;
  private final StreamTime time;
  private final String topic;
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
   * @param settings how long a vote waits for its pair, among others
   */
  Join(
      JoinStores stores, StreamTime time, JoinSettings settings, JoinCounts counts, Output output) {
    this.pairs = new PairMemory(stores.pairs(), time, settings.times().retention());
    this.votes = stores.votes();
    this.waiting = stores.waiting();
    this.rewrites = stores.rewrites();
    this.time = time;
    this.topic = settings.votes();
    this.timeout = settings.times().preferenceTimeout();
    this.counts = counts;
    this.output = output;
  }

  /**
   * A vote arrived.
   *
   * @param record the vote's record
   */
  void vote(String pairId, VoteInput vote, WaitingVotes.Entry record) {
    BattleKey key = new BattleKey(pairId, vote.kind(), vote.voter());
    VoteState current = votes.get(key.text());
    if (current != null && current.waiting() && current.deadline() < time.now()) {
      if (!expire(key, current)) { // expireDue has not come to it yet
        forgetPairWithoutVotes(pairId);
      }
      current = votes.get(key.text());
    }
    PairMemory.Entry pair = pairs.find(pairId);
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
      PairMemory.Entry pair,
      WaitingVotes.Entry record) {
    boolean known = pair.state().isKnown();
    VoteState settled = current == null || current.waiting() ? null : current;
    VoteState next =
        new VoteState(
            vote.content(),
            settled == null || known || vote.content().namesModels() ? null : settled.models(),
            vote.anonymous(),
            current == null ? 0 : current.revision() + 1,
            Math.max(record.timestamp(), time.now()) + timeout.toMillis(),
            !known && settled == null);
    if (current != null) {
      counts.add(Event.VOTE_CHANGED);
      if (current.waiting()) {
        waiting.remove(key, current.deadline());
      }
    }
    votes.put(key.text(), next);
    pairs.keep(key.pairId(), pair);
    if (next.waiting()) {
      counts.add(Event.VOTE_WAITED);
      waiting.add(key, next.deadline(), record);
    } else if (next.isPublished()) {
      write(key, next, pair.state(), record.timestamp());
    } else if (current == null || !current.isWithdrawn()) {
      // without a current vote, its battle may be one of a state that was lost
      withdraw(key, record.timestamp());
    }
  }

  /**
   * A preference arrived.
   *
   * @param timestamp of its record
   * @param max the maximum number of votes that are joined again now; {@link #continueRewrites}
   *     continues with the others
   */
  void preference(String pairId, PreferenceInput preference, long timestamp, int max) {
    PairMemory.Entry pair = pairs.find(pairId);
    PairState state = pair.state().with(preference);
    if (state.equals(pair.state())) {
      counts.add(Event.PREFERENCE_REPEATED);
      return;
    }
    pairs.update(pairId, pair, state);
    boolean becameAmbiguous = state.ambiguous() && !pair.state().ambiguous();
    if (becameAmbiguous) {
      counts.add(Event.PAIR_AMBIGUOUS);
    }
    if (pair.hasVotes()) {
      Rewrite rewrite =
          new Rewrite(BattleKey.prefix(pairId), time.now(), becameAmbiguous, timestamp);
      Rewrite pending = rewrites.get(pairId);
      rewrite(pairId, pending == null ? rewrite : pending.restartedBy(rewrite), max);
    }
  }

  /** Whether votes are left that must be joined again. */
  boolean isRewriting() {
    return !rewrites.isEmpty();
  }

  /** Joins votes again that earlier calls have left, up to a number of them. */
  void continueRewrites(int max) {
    int left = max;
    KeyValue<String, Rewrite> next = rewrites.first();
    while (next != null && left > 0) {
      // a pair counts although its votes may be gone
      left -= Math.max(1, rewrite(next.key, next.value, left));
      next = rewrites.first();
    }
  }

  /**
   * Joins the votes on a pair again, up to a number of them. A pair may have more votes than fit a
   * transaction.
   *
   * @return how many votes were read
   */
  private int rewrite(String pairId, Rewrite rewrite, int max) {
    PairState pair = pairs.find(pairId).state();
    String prefix = BattleKey.prefix(pairId);
    Rewrite left = null;
    boolean removed = false;
    int read = 0;
    try (KeyValueIterator<String, VoteState> ofPair = votes.range(rewrite.next(), null)) {
      while (left == null && ofPair.hasNext()) {
        KeyValue<String, VoteState> each = ofPair.next();
        if (!each.key.startsWith(prefix)) {
          break;
        }
        if (read == max) {
          left = rewrite.from(each.key);
        } else {
          read++;
          removed |= !joinAgain(BattleKey.parse(each.key), each.value, pair, rewrite);
        }
      }
    }
    if (left == null) {
      rewrites.remove(pairId);
    } else {
      rewrites.put(pairId, left);
    }
    if (removed && left == null) { // otherwise votes are left
      forgetPairWithoutVotes(pairId);
    }
    return read;
  }

  /** Whether the vote is still there afterwards. */
  private boolean joinAgain(BattleKey key, VoteState vote, PairState pair, Rewrite rewrite) {
    boolean inTime = rewrite.isInTimeFor(vote);
    if (!inTime && (vote.waiting() || (vote.isPublished() && !rewrite.all()))) {
      counts.add(Event.PREFERENCE_LATE);
    }
    if (vote.waiting()) {
      return settleWaiting(key, vote, inTime ? pair : PairState.UNKNOWN);
    }
    if (vote.isPublished() && (inTime || rewrite.all())) {
      write(key, vote, pair, rewrite.timestamp());
    }
    return true;
  }

  /** Lets votes time out whose pair did not become known, up to a number of them. */
  void expireDue(int max) {
    Set<String> removed = new LinkedHashSet<>();
    for (WaitingVotes.Due due : waiting.dueBefore(time.now(), max)) {
      VoteState vote = votes.get(due.key().text());
      if (vote == null || !vote.waiting()) {
        throw new IllegalStateException("a vote waits that is not there; expected its state");
      }
      if (!expire(due.key(), vote)) {
        removed.add(due.key().pairId());
      }
    }
    removed.forEach(this::forgetPairWithoutVotes);
  }

  /** Removes pairs that are no longer remembered, among a number of pairs. */
  void removeExpiredPairs(int max) {
    pairs.removeExpired(max);
  }

  /**
   * The timeout of a waiting vote has passed.
   *
   * @return whether the vote is still there
   */
  private boolean expire(BattleKey key, VoteState vote) {
    Rewrite rewrite = rewrites.get(key.pairId());
    boolean inTime = rewrite != null && rewrite.isInTimeFor(vote);
    PairState pair = inTime ? pairs.find(key.pairId()).state() : PairState.UNKNOWN;
    return settleWaiting(key, vote, pair);
  }

  /**
   * A vote stops waiting.
   *
   * @param pair {@link PairState#UNKNOWN} if it did not become known in time
   * @return whether the vote is still there
   */
  private boolean settleWaiting(BattleKey key, VoteState vote, PairState pair) {
    WaitingVotes.Entry record = waiting.remove(key, vote.deadline());
    if (record == null) {
      throw new IllegalStateException("the record of a waiting vote is missing; expected it");
    }
    boolean known = pair.isKnown();
    if (known || vote.content().isWithdrawal() || vote.content().namesModels()) {
      VoteState settled = vote.settled();
      votes.put(key.text(), settled);
      if (settled.isWithdrawn()) {
        withdraw(key, record.timestamp());
        return true;
      }
      if (!known) {
        counts.add(Event.VOTE_UNSCORED);
      }
      write(key, settled, pair, record.timestamp());
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

  private void withdraw(BattleKey key, long timestamp) {
    counts.add(Event.BATTLE_WITHDRAWN);
    output.tombstone(key, timestamp);
  }

  private void write(BattleKey key, VoteState vote, PairState pair, long timestamp) {
    counts.add(Event.BATTLE_WRITTEN);
    output.battle(key, JoinedBattle.of(topic, key, vote, pair), timestamp);
  }

  private void forgetPairWithoutVotes(String pairId) {
    String prefix = BattleKey.prefix(pairId);
    try (KeyValueIterator<String, VoteState> left = votes.range(prefix, null)) {
      if (left.hasNext() && left.peekNextKey().startsWith(prefix)) {
        return;
      }
    }
    rewrites.remove(pairId);
    pairs.release(pairId);
  }
}
