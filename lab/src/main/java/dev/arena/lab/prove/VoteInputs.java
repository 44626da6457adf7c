package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.lab.adversarial.AdversarialRecords;
import dev.arena.lab.load.NumberHeader;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The votes of a run, in three parts: most of them; then votes whose timestamps are so far ahead
 * that all earlier votes time out; then the rest. The same seed yields the same votes, except for
 * their times, which depend on when they are created. Once this is open, the registry is no longer
 * needed. For use by one thread.
 *
 * <p>In the first part, the last partition gets no votes, so stream time does not advance, and what
 * times out does not depend on how fast anything is.
 */
final class VoteInputs implements AutoCloseable {
  /** The header that holds the number of a vote. */
  static final NumberHeader NUMBER = new NumberHeader("arena.prove.vote");

  /** More than the service lets timestamps be ahead, and less than a broker does. */
  private static final Duration CLOCK_AHEAD = Duration.ofMinutes(30);

  /** So much more that no delay in reading makes it tolerable, and less than a broker refuses. */
  private static final Duration CLOCK_FAR_AHEAD = Duration.ofMinutes(58);

  /** What the service tolerates between a record and its vote, and a margin. */
  private static final Duration CAST_AHEAD = Duration.ofMinutes(9);

  private static final Duration OLD = Duration.ofDays(700);
  private static final int REMEMBERED = 4_000;
  private static final int VOTERS = 200;
  private static final int RECENT = 60;
  private static final int SOON = 200;
  private static final VoteOutcome[] OUTCOMES = {
    VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE, VoteOutcome.BOTH_BAD
  };

  private final String topic;
  private final Sizes sizes;
  private final String adversarial;
  private final Random random;
  private final InstantSource clock;
  private final Serde<Vote> votes;
  private final List<Sent> remembered = new ArrayList<>();
  private final byte[] kinds;
  private int number;

  private VoteInputs(Connection connection, Sizes sizes, long seed, InstantSource clock) {
    this.topic = connection.votesTopic();
    this.sizes = sizes;
    this.adversarial = AdversarialRecords.idPrefix(seed);
    this.random = new Random(~seed);
    this.clock = clock;
    this.kinds = new byte[sizes.count()];
    Map<String, Object> registry = new HashMap<>(connection.registry());
    registry.put("auto.register.schemas", true);
    this.votes = ArenaSerdes.votes(registry);
  }

  static VoteInputs open(Connection connection, Sizes sizes, long seed, InstantSource clock) {
    VoteInputs inputs = new VoteInputs(connection, sizes, seed, clock);
    // the serde looks up the schema once, and the registry may be down when a record needs it
    inputs.votes.serializer().serialize(inputs.topic, inputs.vote("any").build());
    return inputs;
  }

  /**
   * How many votes there are, and on how many pairs.
   *
   * @param first number of votes in the first part
   * @param rest number of votes in the last part
   * @param pairs number of pairs that are written in the first part
   * @param latePairs number of pairs that are written later
   * @param partitions number of partitions of all topics
   */
  record Sizes(int first, int rest, int pairs, int latePairs, int partitions) {
    /** Returns the sizes of a run. */
    static Sizes of(int votes, int records, int partitions) {
      int rest = Math.max(1, votes / 20);
      int late = Math.max(1, records / 50);
      return new Sizes(votes - rest, rest, records - late, late, partitions);
    }

    /** Returns the number of the first vote after those that let time pass. */
    int restFrom() {
      return first + partitions * partitions;
    }

    /** Returns the number of all votes. */
    int count() {
      return restFrom() + rest;
    }
  }

  /**
   * A vote that was sent.
   *
   * @param partition of its record
   * @param timestamp of its record
   */
  private record Sent(
      Vote vote, byte @Nullable [] key, byte[] value, int partition, long timestamp) {}

  /** Returns the kind of a vote that {@link #next()} has returned. */
  VoteKind kind(int ofNumber) {
    return VoteKind.values()[kinds[ofNumber]];
  }

  /** Returns how many votes of each kind have been returned, except those that let time pass. */
  Map<VoteKind, Integer> counts() {
    Map<VoteKind, Integer> counts = new EnumMap<>(VoteKind.class);
    for (int each = 0; each < number; each++) {
      counts.merge(kind(each), 1, Integer::sum);
    }
    counts.remove(VoteKind.TIME);
    return counts;
  }

  /** Returns the next record. */
  ProducerRecord<byte[], byte[]> next() {
    boolean first = number < sizes.first();
    VoteKind kind =
        first ? usable(VoteKind.drawn(random.nextInt(VoteKind.WEIGHTS))) : VoteKind.TIME;
    if (number >= sizes.restFrom()) {
      kind = ofRest();
    }
    kinds[number] = (byte) kind.ordinal();
    ProducerRecord<byte[], byte[]> record = record(kind);
    record.headers().add(NUMBER.of(number));
    number++;
    return record;
  }

  /** A vote that repeats or changes an earlier one needs one. */
  private VoteKind usable(VoteKind kind) {
    boolean needsEarlier =
        switch (kind) {
          case CHANGE, WITHDRAWAL, SAME_RECORD, SAME_VOTE -> true;
          default -> false;
        };
    return needsEarlier && remembered.isEmpty() ? VoteKind.USUAL : kind;
  }

  /** In the last part, a vote on a pair that never becomes known would wait until the end. */
  private VoteKind ofRest() {
    VoteKind[] kindsOfRest = {
      VoteKind.PAIR_TOO_LATE,
      VoteKind.CHANGE,
      VoteKind.WITHDRAWAL,
      VoteKind.SAME_RECORD,
      VoteKind.SAME_VOTE,
      VoteKind.CAST_AHEAD,
      VoteKind.TRUNCATED
    };
    return usable(kindsOfRest[random.nextInt(kindsOfRest.length)]);
  }

  private ProducerRecord<byte[], byte[]> record(VoteKind kind) {
    Instant now = now();
    return switch (kind) {
      case USUAL -> sent(vote(pair(written() - random.nextInt(RECENT))), now);
      case EARLY -> sent(vote(pair(written() + random.nextInt(SOON))), now);
      case LATE -> sent(vote(pair(random.nextInt(written() + 1))), now);
      case PAIR_TOO_LATE ->
          sent(vote(pair(sizes.pairs() + random.nextInt(sizes.latePairs()))), now);
      case UNKNOWN_PAIR -> sent(vote("none-" + random.nextInt(1 + sizes.first() / 20)), now);
      case ADVERSARIAL_PAIR -> sent(vote(adversarial + random.nextInt(1 + written() / 12)), now);
      case CHANGE -> {
        Vote earlier = earlier().vote();
        yield sent(named(Vote.newBuilder(earlier), now).setOutcome(outcome()), now);
      }
      case WITHDRAWAL -> {
        Vote earlier = earlier().vote();
        yield sent(named(Vote.newBuilder(earlier), now).setOutcome(VoteOutcome.WITHDRAWN), now);
      }
      case SAME_RECORD -> {
        Sent earlier = earlier();
        yield new ProducerRecord<>(
            topic, earlier.partition(), earlier.timestamp(), earlier.key(), earlier.value());
      }
      case SAME_VOTE -> plain(earlier().value(), now);
      case ANONYMOUS ->
          plain(value(vote(pair(written() - random.nextInt(RECENT))).setVoter(null)), now);
      case CLOCK_AHEAD ->
          ahead(now, CLOCK_AHEAD, CLOCK_AHEAD.minusMinutes(12 + random.nextInt(28)));
      case CLOCK_FAR_AHEAD -> ahead(now, CLOCK_FAR_AHEAD, CLOCK_FAR_AHEAD);
      case CAST_AHEAD -> plain(value(vote(pair(0)).setVotedAt(now.plusSeconds(601 + 60))), now);
      case UNKNOWN_OUTCOME -> plain(value(vote(pair(0)).setOutcome(VoteOutcome.UNKNOWN)), now);
      case BLANK_PAIR -> plain(value(vote(" ")), now);
      case WRONG_PROBABILITY -> plain(value(vote(pair(0)).setProbability(2.0)), now);
      case NAMELESS_WITHDRAWAL ->
          plain(value(vote(pair(0)).setOutcome(VoteOutcome.WITHDRAWN).setVoter(null)), now);
      case VOTER_LIKE_A_POSITION -> plain(value(vote(pair(0)).setVoter(topic + "-1-17")), now);
      case NO_VALUE -> plain(null, now);
      case RANDOM_BYTES -> plain(randomBytes(), now);
      case TRUNCATED -> plain(truncated(value(vote(pair(0)))), now);
      case TIME -> time(number - sizes.first(), now);
    };
  }

  /** A vote whose record has a timestamp that is ahead. */
  private ProducerRecord<byte[], byte[]> ahead(Instant now, Duration record, Duration vote) {
    return new ProducerRecord<>(
        topic,
        0, // if all partitions had such a record, stream time would be ahead
        now.plus(record).toEpochMilli(),
        key(),
        value(vote(pair(written() - random.nextInt(RECENT))).setVotedAt(now.plus(vote))));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  /** The number of the last pair that has been written by now, if pairs keep the same pace. */
  private int written() {
    return (int) Math.min(sizes.pairs() - 1, (long) number * sizes.pairs() / sizes.first());
  }

  private String pair(int ofNumber) {
    return "pair-" + Math.max(0, ofNumber);
  }

  /** A vote on a pair, cast within the last seconds or long ago. */
  private Vote.Builder vote(String pairId) {
    int kind = random.nextInt(20);
    Instant now = now();
    return Vote.newBuilder()
        .setPairId(pairId)
        .setOutcome(outcome())
        .setVoter("v" + random.nextInt(VOTERS))
        .setKind(kind == 0 ? "judge" : kind == 1 ? "implicit" : "human")
        .setVotedAt(
            random.nextInt(25) == 0 ? now.minus(OLD) : now.minusMillis(random.nextInt(3_000)))
        .setSwapped(random.nextInt(3) == 0 ? null : Boolean.valueOf(random.nextBoolean()))
        .setProbability(random.nextInt(3) == 0 ? 0.5 : null)
        .setModelA(namesModels() ? "model-" + random.nextInt(5) : null)
        .setModelB("model-" + random.nextInt(5))
        .setReasons(random.nextInt(4) == 0 ? List.of("shorter", "kinder") : List.of())
        .setAttributes(random.nextInt(4) == 0 ? Map.of("page", "7") : Map.of());
  }

  /**
   * In the last part, all votes do: otherwise a vote could have the models of an earlier vote or
   * not, depending on whether its pair is known by then.
   */
  private boolean namesModels() {
    return random.nextBoolean() || number >= sizes.restFrom();
  }

  /** Another vote of the same voter, which names its models in the last part. */
  private Vote.Builder named(Vote.Builder vote, Instant now) {
    Instant other = vote.getVotedAt().plusSeconds(30L * (random.nextInt(3) - 1));
    Instant latest = now.plus(CAST_AHEAD);
    vote.setVotedAt(other.isAfter(latest) ? latest : other);
    return number < sizes.restFrom() || vote.getModelA() != null
        ? vote
        : vote.setModelA("model-" + random.nextInt(5));
  }

  private VoteOutcome outcome() {
    return OUTCOMES[random.nextInt(OUTCOMES.length)];
  }

  /** An earlier vote; in the last part, one that names its models. */
  private Sent earlier() {
    Sent earlier = remembered.get(random.nextInt(remembered.size()));
    for (int tries = 0; earlier.vote().getModelA() == null && tries < 200; tries++) {
      if (number < sizes.restFrom()) {
        return earlier;
      }
      earlier = remembered.get(random.nextInt(remembered.size()));
    }
    return earlier;
  }

  /** A record of a vote that later ones repeat or change. */
  private ProducerRecord<byte[], byte[]> sent(Vote.Builder builder, Instant now) {
    Vote vote = builder.build();
    ProducerRecord<byte[], byte[]> record = plain(value(builder), now);
    Sent sent =
        new Sent(vote, record.key(), record.value(), record.partition(), now.toEpochMilli());
    if (remembered.size() < REMEMBERED) {
      remembered.add(sent);
    } else {
      remembered.set(random.nextInt(REMEMBERED), sent);
    }
    return record;
  }

  private ProducerRecord<byte[], byte[]> plain(byte @Nullable [] value, Instant now) {
    return new ProducerRecord<>(topic, partition(), now.toEpochMilli(), key(), value);
  }

  /** Any partition but the last. */
  private int partition() {
    return random.nextInt(sizes.partitions() - 1);
  }

  private byte @Nullable [] key() {
    return random.nextInt(3) == 0
        ? null
        : ("key-" + random.nextInt(1_000)).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] value(Vote.Builder vote) {
    return votes.serializer().serialize(topic, vote.build());
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[1 + random.nextInt(100)];
    random.nextBytes(bytes);
    bytes[0] = (byte) (1 + random.nextInt(255));
    return bytes;
  }

  private byte[] truncated(byte[] value) {
    int header = 1 + Integer.BYTES;
    return Arrays.copyOf(value, header + random.nextInt(value.length - header));
  }

  /**
   * A record whose timestamp is ahead. Each task of the join waits for every partition of the
   * input, so there is one for each of both.
   */
  private ProducerRecord<byte[], byte[]> time(int ofTime, Instant now) {
    int task = ofTime % sizes.partitions();
    int pair = 0;
    while (partitionOf("time-" + pair) != task) {
      pair++;
    }
    Vote vote = vote("time-" + pair).setOutcome(VoteOutcome.WITHDRAWN).setVoter("time").build();
    return new ProducerRecord<>(
        topic,
        ofTime / sizes.partitions(),
        now.plus(CLOCK_AHEAD).toEpochMilli(),
        null,
        votes.serializer().serialize(topic, vote));
  }

  private int partitionOf(String pairId) {
    return Utils.toPositive(Utils.murmur2(pairId.getBytes(StandardCharsets.UTF_8)))
        % sizes.partitions();
  }

  @Override
  public void close() {
    votes.close();
  }
}
