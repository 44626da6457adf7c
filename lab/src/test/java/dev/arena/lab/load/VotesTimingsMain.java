package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.Preference;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryStack;
import dev.arena.votes.battle.BattleKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * A program that measures the votes service; docs/performance.md quotes the results. The build does
 * not run it.
 *
 * <pre>
 * throughput VOTES ROUNDS   votes joined per second, beside a bare pipeline with one store
 * latency SECONDS RATE      from a vote to its battle
 * restore PAIRS             after kill -9, until each partition has a new battle; state per pair
 * rebuild BATTLES           until an evaluation without state has added up all battles
 * </pre>
 */
final class VotesTimingsMain {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final String PREFERENCES = "arena.preferences";
  private static final String VOTES = "arena.votes";
  private static final String BATTLES = "arena.battles";

  private final TemporaryStack stack;
  private final Connection connection;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serde<Preference> preferences;
  private final Serde<Vote> votes;
  private final Serde<Battle> battles;
  private final Serde<LiveEvaluation> evaluations;

  private VotesTimingsMain(TemporaryStack stack) {
    this.stack = stack;
    this.connection =
        Connection.to(stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
    this.producer = new KafkaProducer<>(connection.producer());
    Map<String, Object> registry = new HashMap<>(connection.registry());
    registry.put("auto.register.schemas", true);
    this.preferences = ArenaSerdes.preferences(registry);
    this.votes = ArenaSerdes.votes(registry);
    this.battles = ArenaSerdes.battles(registry);
    this.evaluations = ArenaSerdes.evaluations(registry);
  }

  /** Measures what the arguments say, and prints it. */
  public static void main(String[] arguments) throws Exception {
    int first = Integer.parseInt(arguments[1]);
    try (TemporaryStack stack = TemporaryStack.start("arena-votes-timings")) {
      VotesTimingsMain timings = new VotesTimingsMain(stack);
      switch (arguments[0]) {
        case "throughput" -> timings.throughput(first, Integer.parseInt(arguments[2]));
        case "latency" -> timings.latency(first, Integer.parseInt(arguments[2]));
        case "restore" -> timings.restore(first);
        case "rebuild" -> timings.rebuild(first);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    System.exit(0);
  }

  private void throughput(int count, int rounds) throws Exception {
    LocalService service = start();
    write((rounds + 1) * count, this::preference);
    createTopics(BareJoinMain.INPUT, BareJoinMain.OUTPUT);
    LocalService bare =
        stack.start(
            new LocalService.Program(
                "bare", "the bare pipeline", BareJoinMain.class.getName(), List.of()),
            Map.of("kafka.client.id", "bare"));
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      int first = round * count; // one vote on each pair
      double joined = rate(count, BATTLES, number -> vote(VOTES, first + number));
      double copied =
          rate(count, BareJoinMain.OUTPUT, number -> vote(BareJoinMain.INPUT, first + number));
      System.out.printf(
          Locale.ROOT,
          "%s: %,.0f votes/s joined, %,.0f/s bare, ratio %.2f; CPU so far %.1f and %.1f s%n",
          round == 0 ? "warm-up" : "round " + round,
          joined,
          copied,
          joined / copied,
          Processes.cpuNanos(service.process().pid()) / 1e9,
          Processes.cpuNanos(bare.process().pid()) / 1e9);
      if (round > 0) {
        ratios.add(joined / copied);
      }
    }
    print("ratio", ratios);
  }

  /** Writes records at once, and returns how many answers per second were read. */
  private double rate(
      int count, String output, IntFunction<ProducerRecord<byte[], byte[]>> record) {
    try (TopicTail tail = TopicTail.open(connection, List.of(output), TopicTail.Start.NOW)) {
      long start = System.nanoTime();
      write(count, record);
      int[] read = {0};
      await(tail, answer -> ++read[0] == count);
      return count / seconds(start);
    }
  }

  private void latency(int seconds, int perSecond) throws Exception {
    start();
    int count = seconds * perSecond;
    write(count, this::preference);
    await(BATTLES, 2 * perSecond, number -> vote(VOTES, number, "warm-up"));
    long[] sent = new long[count];
    long[] taken = new long[count];
    int[] read = {0};
    try (TopicTail tail = TopicTail.open(connection, List.of(BATTLES), TopicTail.Start.NOW)) {
      long start = System.nanoTime();
      Thread writing =
          new Thread(
              () -> {
                for (int number = 0; number < count; number++) {
                  long due = start + number * 1_000_000_000L / perSecond;
                  while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                  }
                  sent[number] = System.nanoTime();
                  producer.send(vote(VOTES, number, "v"));
                }
              });
      writing.start();
      await(
          tail,
          answer -> {
            String pair = BattleKey.parse(text(answer)).pairId();
            int number = Integer.parseInt(pair.substring(pair.lastIndexOf('-') + 1));
            taken[number] = System.nanoTime() - sent[number];
            return ++read[0] == count;
          });
      writing.join();
    }
    Arrays.sort(taken);
    System.out.printf(
        Locale.ROOT,
        "%d votes at %d/s: from vote to battle p50 %.0f ms, p99 %.0f ms, largest %.0f ms%n",
        count,
        perSecond,
        taken[count / 2] / 1e6,
        taken[count * 99 / 100] / 1e6,
        taken[count - 1] / 1e6);
  }

  private void restore(int count) throws Exception {
    LocalService service = start();
    long start = System.nanoTime();
    write(count, this::preference);
    probe(0, count);
    System.out.printf(
        Locale.ROOT, "%,d preferences were remembered after %.1f s%n", count, seconds(start));
    Path state = service.files();
    System.out.printf(
        Locale.ROOT,
        "state: %.0f bytes a pair on disk%n",
        (double) Processes.bytesBelow(state) / count);
    service.process().kill();
    start = System.nanoTime();
    service.process().restart();
    double ready = seconds(start);
    probe(1, count);
    System.out.printf(
        Locale.ROOT,
        "after kill -9: ready after %.1f s, first battle on each partition after %.1f s%n",
        ready,
        seconds(start));
    service.close();
    System.out.printf(
        Locale.ROOT,
        "state: %.0f bytes a pair on disk after a graceful stop%n",
        (double) Processes.bytesBelow(state) / count);
  }

  /** Votes on the last pairs, and waits until there is a battle with predictions of each. */
  private void probe(int round, int count) throws Exception {
    int probes = 20 * PARTITIONS;
    try (TopicTail tail = TopicTail.open(connection, List.of(BATTLES), TopicTail.Start.NOW)) {
      write(probes, number -> vote(VOTES, count - 1 - number, "probe-" + round));
      int[] read = {0};
      await(tail, battle -> ++read[0] == probes);
    }
  }

  private void rebuild(int count) throws Exception {
    createTopics(BATTLES);
    write(count, this::battle);
    long start = System.nanoTime();
    LocalService service = start();
    try (TopicTail tail =
        TopicTail.open(connection, List.of("arena.evaluation"), TopicTail.Start.BEGINNING)) {
      await(
          tail,
          record -> {
            if (record.value() == null) {
              return false;
            }
            LiveEvaluation sums =
                evaluations.deserializer().deserialize(record.topic(), record.value());
            return sums.getSize() == 0 && sums.getSlice().equals("all") && sums.getN() == count;
          });
    }
    System.out.printf(
        Locale.ROOT,
        "evaluation of %,d battles rebuilt %.1f s after the start of the service; peak memory %s MB%n",
        count,
        seconds(start),
        Processes.peakBytes(service.process().pid()) / 1_000_000);
  }

  private LocalService start() throws InterruptedException {
    Map<String, String> settings = new TreeMap<>();
    settings.put("arena.topic.partitions", String.valueOf(PARTITIONS));
    settings.put("arena.start.timeout", "2 m");
    return stack.start(LocalService.Program.VOTES, settings);
  }

  private void createTopics(String... names) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : names) {
      topics.add(
          new NewTopic(name, PARTITIONS, (short) 1)
              .configs(name.equals(BATTLES) ? Map.of("cleanup.policy", "compact") : Map.of()));
    }
    try (Admin admin = Admin.create(connection.admin())) {
      admin.createTopics(topics).all().get(1, TimeUnit.MINUTES);
    }
  }

  private void write(int count, IntFunction<ProducerRecord<byte[], byte[]>> record) {
    for (int number = 0; number < count; number++) {
      producer.send(record.apply(number));
    }
    producer.flush();
  }

  private void await(String topic, int count, IntFunction<ProducerRecord<byte[], byte[]>> record) {
    try (TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.NOW)) {
      write(count, record);
      int[] read = {0};
      await(tail, answer -> ++read[0] == count);
    }
  }

  private static void await(TopicTail tail, Predicate<ConsumerRecord<byte[], byte[]>> last) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(Duration.ofMillis(20))) {
        if (last.test(record)) {
          return;
        }
      }
    }
    throw new IllegalStateException("not finished within " + LIMIT);
  }

  private static String pair(int number) {
    return "3f2a9c1e-7b4d-4e8a-9a65-%012d".formatted(number);
  }

  private ProducerRecord<byte[], byte[]> preference(int number) {
    Preference preference =
        Preference.newBuilder()
            .setId(pair(number))
            .setWinnerModelA(0.5)
            .setWinnerModelB(0.3)
            .setWinnerTie(0.2)
            .setModel("arena-small@1.4.0")
            .setTokens(300)
            .setTruncated(false)
            .setScoredAt(Instant.now())
            .setPairOffset((long) number)
            .setFacts(facts(number))
            .build();
    return record(PREFERENCES, number, preferences, preference);
  }

  /** A vote by one of 10,000 voters. */
  private ProducerRecord<byte[], byte[]> vote(String topic, int number) {
    return vote(topic, number, "v" + number % 10_000);
  }

  private ProducerRecord<byte[], byte[]> vote(String topic, int number, String voter) {
    Vote vote =
        Vote.newBuilder()
            .setPairId(pair(number))
            .setOutcome(number % 3 == 0 ? VoteOutcome.B : VoteOutcome.A)
            .setVoter(voter)
            .setVotedAt(Instant.now())
            .build();
    return record(topic, number, votes, vote);
  }

  private ProducerRecord<byte[], byte[]> battle(int number) {
    Instant now = Instant.now();
    String voter = "v" + number % 10_000;
    Battle battle =
        Battle.newBuilder()
            .setPairId(pair(number))
            .setKind("human")
            .setVoter(voter)
            .setOutcome(number % 3 == 0 ? VoteOutcome.B : VoteOutcome.A)
            .setVotedAt(now.minusSeconds(number % 86_400))
            .setFacts(facts(number))
            .setSource(new RecordPosition(VOTES, number % PARTITIONS, (long) number))
            .setPredictions(
                List.of(
                    new Prediction(
                        PREFERENCES,
                        "arena-small@1.4.0",
                        0.5,
                        0.3,
                        0.2,
                        now.minusSeconds(90_000),
                        true)))
            .build();
    String key = new BattleKey(pair(number), "human", voter).text();
    return new ProducerRecord<>(
        BATTLES,
        number % PARTITIONS,
        key.getBytes(StandardCharsets.UTF_8),
        battles.serializer().serialize(BATTLES, battle));
  }

  private static PairFacts facts(int number) {
    return PairFacts.newBuilder()
        .setTurns(1 + number % 2)
        .setPromptLength(200)
        .setLengthA(900)
        .setLengthB(1_100)
        .setScript("Latin")
        .setPairHash(1L + number)
        .build();
  }

  private static <T> ProducerRecord<byte[], byte[]> record(
      String topic, int number, Serde<T> serde, T value) {
    return new ProducerRecord<>(
        topic, number % PARTITIONS, null, serde.serializer().serialize(topic, value));
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void print(String name, List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%s: median %.2f [%.2f, %.2f] of %d%n",
        name,
        sorted.get(sorted.size() / 2),
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        sorted.size());
  }
}
