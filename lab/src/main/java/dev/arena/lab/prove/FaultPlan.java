package dev.arena.lab.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The faults of a run, with their order, targets and durations.
 *
 * @param faults faults in the order in which they begin, excluding stretches of poison records
 * @param poison stretches of records that cannot be scored, in order
 */
record FaultPlan(List<Fault> faults, List<Stretch> poison) {
  private static final double FIRST = 0.02;
  private static final double LAST = 0.96;
  private static final int MAX_STRETCH = 400;
  private static final int OVERLAPPING = 4;
  private static final int KILLS_PER_OTHER_FAULT = 10;

  FaultPlan {
    faults = List.copyOf(faults);
    poison = List.copyOf(poison);
  }

  /** A range of record numbers; the end is exclusive. */
  record Stretch(int from, int to) {
    boolean contains(int number) {
      return number >= from && number < to;
    }
  }

  /**
   * The requested size of a plan.
   *
   * @param records number of records, at least one
   * @param kills number of scorer kills; for every two kills or part thereof, there is one of the
   *     votes service, and for every ten, one fault of each other kind except broker kills
   * @param brokerKills number of broker kills
   * @param scorers number of scorers, at least one
   * @param voteServices number of instances of the votes service; 0 for a run without votes
   */
  record Size(int records, int kills, int brokerKills, int scorers, int voteServices) {
    /** Returns the number of faults of each kind that this run can have. */
    Map<Kind, Integer> counts() {
      Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
      for (Kind kind : Kind.values()) {
        int count =
            switch (kind) {
              case KILL -> kills;
              case BROKER_KILL -> brokerKills;
              case VOTES_KILL -> (int) Math.ceil(kills / 2.0);
              default -> (int) Math.ceil(kills / (double) KILLS_PER_OTHER_FAULT);
            };
        if (instances(kind) > 0) {
          counts.put(kind, count);
        }
      }
      return counts;
    }

    /** Returns how many instances there are of what a fault of this kind disturbs. */
    private int instances(Kind kind) {
      return switch (kind) {
        case VOTES_KILL, VOTES_STOP, VOTES_FREEZE, VOTES_JOIN -> voteServices;
        default -> scorers;
      };
    }

    /** Returns the total number of faults. */
    long faults() {
      return counts().values().stream().mapToLong(Integer::longValue).sum();
    }
  }

  /**
   * Returns the plan for a seed: the faults are in random order and spread evenly over the records,
   * each at a random position within its part of them.
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
        int length = (int) Math.max(1, Math.min(MAX_STRETCH, share / 2));
        int first = (int) (from + within * Math.max(0, share - length));
        poison.add(new Stretch(first, first + length));
      } else {
        faults.add(
            new Fault(
                kinds.get(i),
                (int) (from + within * share),
                random.nextInt(size.instances(kinds.get(i))),
                kinds.get(i).length(session, random.nextDouble()),
                random.nextInt(OVERLAPPING) == 0));
      }
    }
    return new FaultPlan(faults, poison);
  }

  /**
   * One fault of a plan.
   *
   * @param at number of records that are accounted for when the fault begins
   * @param target index of the target among the scorers, or among the instances of the votes
   *     service; ignored for kinds without a target
   * @param length duration of the fault, or downtime of the process that it ends
   * @param overlapping whether it may begin before the previous fault is over
   */
  record Fault(Kind kind, int at, int target, Duration length, boolean overlapping) {}

  /** A kind of fault. */
  enum Kind {
    /** {@code kill -9} of a scorer, which is then restarted. */
    KILL("kill -9 of a scorer", 0, 0.3),
    /** SIGTERM to a scorer, which is then restarted. */
    STOP("SIGTERM to a scorer", 0, 0.3),
    /**
     * SIGSTOP to a scorer for longer than its session timeout, followed by SIGCONT: the scorer then
     * still believes that it owns its partitions.
     */
    FREEZE("scorer frozen beyond its session", 1.3, 0.5),
    /** A scorer that joins the group and leaves it later, which causes two rebalances. */
    JOIN("scorer that joins and leaves", 0.2, 0.5),
    /** {@code kill -9} of the broker, which is then restarted. */
    BROKER_KILL("kill -9 of the broker", 0.1, 0.4),
    /** {@code kill -9} of the registry, which is then restarted. */
    REGISTRY_KILL("registry down", 0.3, 0.5),
    /** A scorer's model that is slow for a while. */
    SLOW_MODEL("slow model", 0.3, 0.5),
    /** A scorer's model that throws once, for a reason unrelated to the pairs. */
    FAILING_MODEL("model that throws once", 0, 0),
    /** The loss of a scorer's device, which ends the scorer; it is then restarted. */
    LOST_DEVICE("device lost", 0, 0),
    /** Many consecutive records that cannot be scored. */
    POISON("stretch of only poison records", 0, 0),
    /** {@code kill -9} of an instance of the votes service, which is then restarted. */
    VOTES_KILL("kill -9 of a votes service", 0, 0.3),
    /** SIGTERM to an instance of the votes service, which is then restarted. */
    VOTES_STOP("SIGTERM to a votes service", 0, 0.3),
    /** SIGSTOP to an instance of the votes service, followed by SIGCONT after its session. */
    VOTES_FREEZE("votes service frozen beyond its session", 1.3, 0.5),
    /** An instance of the votes service that joins the group and leaves it later. */
    VOTES_JOIN("votes service that joins and leaves", 0.2, 0.5);

    private final String label;
    private final double minSessions;
    private final double moreSessions;

    /**
     * Defines a kind.
     *
     * @param minSessions minimum length in session timeouts
     * @param moreSessions by how many session timeouts the length can exceed the minimum
     */
    Kind(String label, double minSessions, double moreSessions) {
      this.label = label;
      this.minSessions = minSessions;
      this.moreSessions = moreSessions;
    }

    /**
     * Returns the length of a fault.
     *
     * @param chance random number in [0, 1)
     */
    private Duration length(Duration session, double chance) {
      double sessions = minSessions + moreSessions * chance;
      return Duration.ofMillis((long) (sessions * session.toMillis()));
    }

    /** Returns the name in reports. */
    String label() {
      return label;
    }
  }
}
