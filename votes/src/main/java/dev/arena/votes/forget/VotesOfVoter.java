package dev.arena.votes.forget;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.BattleTopic;
import dev.arena.votes.join.VoteRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What the topics hold of one voter. Votes that wait for their pair are not in the topic of
 * battles, and battles may outlive their votes, so both topics are read. A vote that has a battle
 * is never taken for withdrawn: the service may have refused the withdrawal. Not thread-safe.
 */
final class VotesOfVoter {
  private static final Comparator<BattleKey> ORDER =
      Comparator.comparing(BattleKey::pairId)
          .thenComparing(BattleKey::kind)
          .thenComparing(BattleKey::voter);

  private final String voter;
  private final @Nullable String kind;
  private final Instant now;
  private final Map<BattleKey, Current> current = new TreeMap<>(ORDER);
  private long records;

  /**
   * The newest that is known of a vote.
   *
   * @param partition of its record
   * @param offset of its record
   */
  private record Current(boolean withdrawn, Instant votedAt, int partition, long offset) {
    Current standing() {
      return new Current(false, votedAt, partition, offset);
    }

    /** The service's order: by time, then by position. */
    boolean isOlderThan(Current other) {
      return Comparator.comparing(Current::votedAt)
              .thenComparingInt(Current::partition)
              .thenComparingLong(Current::offset)
              .compare(this, other)
          < 0;
    }
  }

  private VotesOfVoter(String voter, @Nullable String kind, Instant now) {
    this.voter = voter;
    this.kind = kind;
    this.now = now;
  }

  /**
   * Reads both topics to their present end.
   *
   * @param now when the votes are withdrawn, in whole milliseconds
   * @throws dev.arena.schemas.failure.UserException if the cluster cannot be read
   */
  static VotesOfVoter read(Connection connection, Topics topics, Voter voter, Instant now) {
    VotesOfVoter votes = new VotesOfVoter(voter.name(), voter.kind(), now);
    votes.readVotes(connection, topics.votes());
    votes.readBattles(connection, topics.battles());
    return votes;
  }

  /**
   * Whose votes are looked for.
   *
   * @param kind of the votes; null for every kind
   */
  record Voter(String name, @Nullable String kind) {}

  /** The topics with a voter's votes. */
  record Topics(String votes, String battles) {}

  private void readVotes(Connection connection, String topic) {
    try (Serde<Vote> serde = ArenaSerdes.votes(connection.registry());
        TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.BEGINNING)) {
      tail.readToEnd(
          record -> {
            Vote vote = vote(record, serde);
            if (vote != null && matches(vote.getVoter(), vote.getKind())) {
              records++;
              if (VoteRules.accepts(record, vote, now)) {
                keep(
                    new BattleKey(vote.getPairId(), vote.getKind(), voter),
                    new Current(
                        vote.getOutcome() == VoteOutcome.WITHDRAWN,
                        vote.getVotedAt(),
                        record.partition(),
                        record.offset()));
              }
            }
            return true;
          });
    }
  }

  /** The vote in a record; null if the service cannot read it either. */
  private static @Nullable Vote vote(ConsumerRecord<byte[], byte[]> record, Serde<Vote> serde) {
    try {
      return record.value() == null
          ? null
          : serde.deserializer().deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException unreadable) {
      RegistryErrors.throwIfUnavailable(unreadable, "a vote", " Nothing was withdrawn.");
      return null;
    }
  }

  private void readBattles(Connection connection, String topic) {
    Map<BattleKey, Battle> battles = new TreeMap<>(ORDER);
    BattleTopic.read(
        connection,
        topic,
        (key, battle) -> {
          if (battle == null) {
            battles.remove(key);
          } else if (matches(battle.getVoter(), battle.getKind())) {
            battles.put(key, battle);
          }
        });
    battles.forEach(
        (key, battle) -> {
          keep(
              key,
              new Current(
                  false,
                  battle.getVotedAt(),
                  battle.getSource().getPartition(),
                  battle.getSource().getOffset()));
          current.computeIfPresent(key, (same, newest) -> newest.standing());
        });
  }

  private boolean matches(@Nullable String otherVoter, String otherKind) {
    return voter.equals(otherVoter) && (kind == null || kind.equals(otherKind));
  }

  private void keep(BattleKey key, Current found) {
    Current known = current.get(key);
    if (known == null || known.isOlderThan(found)) {
      current.put(key, found);
    }
  }

  /** How many records of the topic of votes name the voter. */
  long records() {
    return records;
  }

  /** How many votes are not withdrawn, by kind. */
  Map<String, Long> byKind() {
    Map<String, Long> counts = new TreeMap<>();
    current.forEach(
        (key, each) -> {
          if (!each.withdrawn()) {
            counts.merge(key.kind(), 1L, Long::sum);
          }
        });
    return counts;
  }

  /**
   * The votes that withdraw all that are not withdrawn. Each is later than the vote it withdraws,
   * even if that was cast by a clock that is ahead.
   */
  List<Vote> withdrawals() {
    List<Vote> withdrawals = new ArrayList<>();
    current.forEach(
        (key, each) -> {
          if (!each.withdrawn()) {
            Instant after = each.votedAt().plusMillis(1);
            withdrawals.add(
                Vote.newBuilder()
                    .setPairId(key.pairId())
                    .setKind(key.kind())
                    .setVoter(voter)
                    .setOutcome(VoteOutcome.WITHDRAWN)
                    .setVotedAt(after.isAfter(now) ? after : now)
                    .build());
          }
        });
    return withdrawals;
  }
}
