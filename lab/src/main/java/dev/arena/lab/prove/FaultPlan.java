package dev.arena.lab.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which faults are done, when, to whom, and for how long.
 *
 * @param faults in the order in which they begin, without stretches of poison
 * @param poison stretches of records that cannot be scored, in their order
 */
record FaultPlan(List<Fault> faults, List<Stretch> poison) {
  private static final double FIRST = 0.02;
  private static final double LAST = 0.96;
  private static final int LONGEST_STRETCH = 400;
  private static final int OVERLAPPING = 4;
  private static final int KILLS_FOR_ONE_OTHER = 10;

  FaultPlan {
    faults = List.copyOf(faults);
    poison = List.copyOf(poison);
  }

  /** Records from one number to another, which is not among them. */
  record Stretch(int from, int to) {
    boolean has(int number) {
      return number >= from && number < to;
    }
  }

  /**
   * What is asked for.
   *
   * @param records how many are sent, at least one
   * @param kills of scorers; for each ten there is one of every other kind, and at least one if
   *     there is any
   * @param brokerKills of the broker
   * @param scorers how many there are, at least one
   */
  record Size(int records, int kills, int brokerKills, int scorers) {
    private int others() {
      return (int) Math.ceil(kills / (double) KILLS_FOR_ONE_OTHER);
    }

    /** How many of each kind. */
    Map<Kind, Integer> counts() {
      Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
      for (Kind kind : Kind.values()) {
        counts.put(
            kind,
            switch (kind) {
              case KILL -> kills;
              case BROKER_KILL -> brokerKills;
              case STOP,
                  FREEZE,
                  JOIN,
                  REGISTRY_KILL,
                  SLOW_MODEL,
                  FAILING_MODEL,
                  LOST_DEVICE,
                  POISON ->
                  others();
            });
      }
      return counts;
    }

    /** How many in all. */
    long faults() {
      return counts().values().stream().mapToLong(Integer::longValue).sum();
    }
  }

  /** No fault at all. */
  static FaultPlan none() {
    return new FaultPlan(List.of(), List.of());
  }

  /**
   * The plan of a seed: kinds in random order, spread evenly over the records, each at a random
   * place within its share of them.
   *
   * @param session session timeout of the consumer group
   */
  static FaultPlan of(long seed, Size size, Duration session) {
    Random random = new Random(seed);
    List<Kind> kinds = new ArrayList<>();
    size.counts().forEach((kind, count) -> kinds.addAll(Collections.nCopies(count, kind)));
    Collections.shuffle(kinds, random);
    double share = (LAST - FIRST) * size.records() / Math.max(1, kinds.size());
    List<Fault> faults = new ArrayList<>();
    List<Stretch> poison = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      double from = FIRST * size.records() + share * i;
      double within = random.nextDouble();
      if (kinds.get(i) == Kind.POISON) {
        int length = (int) Math.max(1, Math.min(LONGEST_STRETCH, share / 2));
        int first = (int) (from + within * Math.max(0, share - length));
        poison.add(new Stretch(first, first + length));
      } else {
        faults.add(
            new Fault(
                kinds.get(i),
                (int) (from + within * share),
                random.nextInt(size.scorers()),
                length(kinds.get(i), session, random.nextDouble()),
                random.nextInt(OVERLAPPING) == 0));
      }
    }
    return new FaultPlan(faults, poison);
  }

  /** Lengths go with the session: what is slow for one with a short session is quick for others. */
  private static Duration length(Kind kind, Duration session, double chance) {
    double sessions =
        switch (kind) {
          case KILL, STOP -> 0.3 * chance;
          case FREEZE -> 1.3 + 0.5 * chance;
          case JOIN -> 0.2 + 0.5 * chance;
          case BROKER_KILL -> 0.1 + 0.4 * chance;
          case REGISTRY_KILL, SLOW_MODEL -> 0.3 + 0.5 * chance;
          case FAILING_MODEL, LOST_DEVICE, POISON -> 0;
        };
    return Duration.ofMillis((long) (sessions * session.toMillis()));
  }

  /**
   * One fault of a plan.
   *
   * @param at how many records are accounted for when it begins; of a stretch of poison, the number
   *     of its first record
   * @param scorer which scorer it is done to, from 0; nothing to kinds that are not done to one
   * @param length how long it lasts, or how long what was ended stays away
   * @param overlapping whether it may begin before the one before it is over
   */
  record Fault(Kind kind, int at, int scorer, Duration length, boolean overlapping) {}

  /** What is done to the pipeline while it works. */
  enum Kind {
    /** {@code kill -9} of a scorer, which is started again. */
    KILL("kill -9 of a scorer"),
    /** SIGTERM to a scorer, which is started again. */
    STOP("SIGTERM to a scorer"),
    /**
     * SIGSTOP of a scorer for longer than its session, then SIGCONT: it thinks it owns partitions.
     */
    FREEZE("scorer frozen beyond its session"),
    /** One more scorer joins, and leaves a while later: two rebalances. */
    JOIN("scorer that joins and leaves"),
    /** {@code kill -9} of the broker, which is started again. */
    BROKER_KILL("kill -9 of the broker"),
    /** {@code kill -9} of the registry, which is started again. */
    REGISTRY_KILL("registry down"),
    /** Each batch of one scorer takes long for a while. */
    SLOW_MODEL("slow model"),
    /** The model of one scorer throws once, for no reason that lies in the pairs. */
    FAILING_MODEL("model that throws once"),
    /** The device of one scorer is lost, which ends the process; it is started again. */
    LOST_DEVICE("device lost"),
    /** Many records in a row that cannot be scored. */
    POISON("stretch of nothing but poison");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** How a person calls it. */
    String words() {
      return words;
    }
  }
}
