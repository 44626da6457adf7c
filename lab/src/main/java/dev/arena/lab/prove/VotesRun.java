package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.lab.load.PacedProducer;
import dev.arena.lab.prove.ExpectedVotes.Place;
import dev.arena.lab.prove.ExpectedVotes.PreferenceRecord;
import dev.arena.lab.prove.ExpectedVotes.VoteRecord;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.votes.config.VotesTopics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * The votes of a run: writes them while pairs are written, lets those time out whose pair is not
 * known, and compares what the votes service has written with what is expected. For use by one
 * thread.
 */
final class VotesRun implements AutoCloseable {
  /** Short, because it passes only when {@link VoteKind#TIME} lets it. */
  private static final Duration PREFERENCE_TIMEOUT = Duration.ofSeconds(1);

  private final Connection connection;
  private final Settling settling;
  private final VotesTopics topics;
  private final VoteInputs.Sizes sizes;
  private final LongSupplier nanoClock;
  private final VoteInputs inputs;
  private final PacedProducer writer;
  private final Feed feed;
  private final VoteOutputs outputs;
  private final BattleViews views;
  private final GroupProgress group;

  private VotesRun(
      Connection connection,
      Proof.Options options,
      VoteInputs.Sizes sizes,
      Ledger ledger,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.connection = connection;
    this.settling =
        new Settling(Objects.requireNonNull(options.votes()).quiet(), options.stall(), nanoClock);
    this.topics = topics(connection, options.name());
    this.sizes = sizes;
    this.nanoClock = nanoClock;
    this.inputs = VoteInputs.open(connection, sizes, options.seed(), clock);
    this.feed = new Feed(inputs, sizes, ledger);
    this.writer = new PacedProducer(connection, Inputs.Feed.SETTINGS);
    this.outputs = new VoteOutputs(connection, topics);
    this.views = new BattleViews(outputs, topics.champion(), clock, nanoClock);
    this.group =
        new GroupProgress(
            connection, application(options.name()), topics.votes(), sizes.partitions());
  }

  /** Opens the topics, which must exist. */
  static VotesRun open(
      Connection connection,
      Proof.Options options,
      VoteInputs.Sizes sizes,
      Ledger ledger,
      InstantSource clock,
      LongSupplier nanoClock) {
    return new VotesRun(connection, options, sizes, ledger, clock, nanoClock);
  }

  /** Returns the settings of the service, besides those that it shares with the scorers. */
  static Map<String, String> settings(String name) {
    Map<String, String> settings = new HashMap<>();
    settings.put("arena.votes.application.id", application(name));
    settings.put("arena.topic.battles", name + ".battles");
    settings.put("arena.topic.evaluation", name + ".evaluation");
    settings.put("arena.topic.leaderboard", name + ".leaderboard");
    settings.put("arena.topic.leaderboard.history", name + ".leaderboard.history");
    settings.put("arena.topic.votes.dlq", name + ".votes.dlq");
    settings.put("arena.votes.preference.timeout", PREFERENCE_TIMEOUT.toSeconds() + " s");
    return settings;
  }

  private static String application(String name) {
    return name + "-votes";
  }

  private static VotesTopics topics(Connection connection, String name) {
    return new VotesTopics(
        connection.votesTopic(),
        List.of(connection.topics().preferences()),
        name + ".battles",
        name + ".evaluation",
        name + ".leaderboard",
        name + ".leaderboard.history",
        name + ".votes.dlq");
  }

  /** Returns the number of pairs that are written in the first part. */
  int firstPairs() {
    return sizes.pairs();
  }

  /** Starts to write the first part, at the pace of the pairs. */
  void start() {
    feed.limit = sizes.first();
    writer.start(feed);
  }

  /** Whether all votes that may be written by now have been. */
  boolean isWritten() {
    writer.requireNoFailure();
    return writer.acknowledged() == feed.limit;
  }

  /** Whether the service has read all votes. */
  boolean isRead() {
    return group.hasCaughtUp(nanoClock.getAsLong());
  }

  /** Writes the votes that let all earlier ones time out, which must have been read. */
  void letTimePass() throws InterruptedException {
    // some records are as far ahead as the service allows, and time must be ahead of them
    TimeUnit.NANOSECONDS.sleep(2 * PREFERENCE_TIMEOUT.toNanos());
    feed.limit = sizes.restFrom();
  }

  /** Writes the last part. */
  void writeRest() {
    feed.limit = sizes.count();
  }

  /**
   * Waits until the battles and dead letters are as expected.
   *
   * @param whileWaiting keeps the services running
   * @return what is wrong, if it stays wrong
   */
  VotesVerdict settle(Settling.Step whileWaiting) throws InterruptedException {
    ExpectedVotes expected = expected();
    return settle(settling, whileWaiting, outputs::joinRecords, () -> verdict(expected));
  }

  /** The same for the end of a run, when the views of battles must be as expected, too. */
  VotesVerdict settleAll(Settling.Step whileWaiting) throws InterruptedException {
    ExpectedVotes expected = expected();
    return settle(
        settling.longer(views.longestPause()),
        whileWaiting,
        outputs::records,
        () -> verdictOfAll(expected));
  }

  private VotesVerdict settle(
      Settling until,
      Settling.Step whileWaiting,
      LongSupplier records,
      Supplier<VotesVerdict> compare)
      throws InterruptedException {
    return until.await(
        () -> {
          whileWaiting.run();
          outputs.read();
        },
        records,
        compare);
  }

  /** Compares everything again once the services have stopped: they must not write more. */
  VotesVerdict finish() {
    outputs.readToEnd();
    return verdictOfAll(expected());
  }

  private VotesVerdict verdict(ExpectedVotes expected) {
    return VotesVerdict.of(expected, outputs, sizes.partitions());
  }

  private VotesVerdict verdictOfAll(ExpectedVotes expected) {
    VotesVerdict verdict = verdict(expected);
    views.compare(verdict);
    return verdict;
  }

  /** Returns the report of a run that ends with a verdict. */
  ProveReport.Votes report(VotesVerdict verdict, Fleet services) {
    Map<String, Integer> reasons = new TreeMap<>();
    outputs.deadLetters().forEach(letter -> reasons.merge(letter.reason(), 1, Integer::sum));
    Map<String, Integer> kinds = new LinkedHashMap<>();
    inputs.counts().forEach((kind, count) -> kinds.put(kind.name(), count));
    Map<String, Integer> wrong = new LinkedHashMap<>();
    verdict.violations().forEach((what, count) -> wrong.put(what.label(), count));
    return new ProveReport.Votes(
        kinds.values().stream().mapToInt(Integer::intValue).sum(),
        kinds,
        outputs.battles().size(),
        reasons,
        outputs.evaluations().size(),
        outputs.leaderboards().size(),
        wrong,
        verdict.examples(),
        services.unexpectedExits(),
        services.failedStarts());
  }

  /** Computes what is expected of the records that are in the input topics. */
  private ExpectedVotes expected() {
    List<VoteRecord> votes = new ArrayList<>();
    Set<String> pairs = new HashSet<>();
    try (Serde<Vote> serde = ArenaSerdes.votes(connection.registry());
        TopicTail tail =
            TopicTail.open(connection, List.of(topics.votes()), TopicTail.Start.BEGINNING)) {
      tail.readToEnd(
          record -> {
            VoteRecord vote = vote(record, serde);
            votes.add(vote);
            if (vote.vote() != null) {
              pairs.add(vote.vote().getPairId());
            }
            return true;
          });
    }
    if (votes.size() != feed.limit) {
      throw new IllegalStateException(
          "the votes topic has %d records; expected the %d that were written"
              .formatted(votes.size(), feed.limit));
    }
    return ExpectedVotes.of(topics.votes(), votes, topics.champion(), preferences(pairs));
  }

  private VoteRecord vote(ConsumerRecord<byte[], byte[]> record, Serde<Vote> serde) {
    int number = (int) VoteInputs.NUMBER.require(record);
    String reason = inputs.kind(number).reason();
    return new VoteRecord(
        new Place(record.partition(), record.offset()),
        record.key(),
        record.value(),
        reason,
        reason.isEmpty() ? serde.deserializer().deserialize(record.topic(), record.value()) : null,
        number >= sizes.restFrom());
  }

  private Map<String, List<PreferenceRecord>> preferences(Set<String> pairs) {
    Map<String, List<PreferenceRecord>> preferences = new HashMap<>();
    try (Serde<Preference> serde = ArenaSerdes.preferences(connection.registry());
        TopicTail tail =
            TopicTail.open(connection, List.of(topics.champion()), TopicTail.Start.BEGINNING)) {
      tail.readToEnd(
          record -> {
            Preference preference =
                serde.deserializer().deserialize(record.topic(), record.value());
            if (pairs.contains(preference.getId())) {
              preferences
                  .computeIfAbsent(preference.getId(), none -> new ArrayList<>())
                  .add(
                      new PreferenceRecord(
                          record.partition(),
                          preference,
                          Ledger.NUMBER.require(record) >= sizes.pairs()));
            }
            return true;
          });
    }
    return preferences;
  }

  @Override
  public void close() {
    writer.close();
    outputs.close();
    inputs.close();
  }

  /** A feed of votes that keeps pace with the pairs, and stops at a limit. */
  private static final class Feed implements PacedProducer.Source {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(1);

    private final VoteInputs inputs;
    private final VoteInputs.Sizes sizes;
    private final Ledger ledger;

    /** The number of the first vote that must not be written yet. */
    private volatile int limit;

    Feed(VoteInputs inputs, VoteInputs.Sizes sizes, Ledger ledger) {
      this.inputs = inputs;
      this.sizes = sizes;
      this.ledger = ledger;
    }

    @Override
    public int count() {
      return sizes.count();
    }

    @Override
    public long nanosUntilDue(int number) {
      boolean due =
          number >= sizes.first()
              || (long) number * sizes.pairs() <= (long) ledger.sent() * sizes.first();
      return number < limit && due ? 0 : POLL_INTERVAL.toNanos();
    }

    @Override
    public ProducerRecord<byte[], byte[]> record(int number) {
      return inputs.next();
    }

    @Override
    public String failureMessage(String reason) {
      return "not all votes could be written: %s. Expected a broker that accepts them. Check whether memory or disk space is exhausted."
          .formatted(reason);
    }
  }
}
