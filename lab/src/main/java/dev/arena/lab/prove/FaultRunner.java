package dev.arena.lab.prove;

import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalServers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does the faults of a plan, one when the one before it is over unless the plan lets them overlap.
 * A kill is over when somebody went on with the work. For use by one thread.
 */
final class FaultRunner {
  /** Maximum time until others take over the work of a scorer that was stopped. */
  private static final Duration GAP_LIMIT = Duration.ofSeconds(90);

  /** How long a fault waits for a scorer with work to be done to, before it takes any. */
  private static final Duration VICTIM_LIMIT = Duration.ofSeconds(20);

  private static final int BROKER_STARTS = 3;

  private final Queue<FaultPlan.Fault> left;
  private final Fleet fleet;
  private final LocalServers servers;
  private final ExecutorService threads;
  private final PartitionOwners writers;
  private final LongSupplier nanoClock;
  private final List<UnderWay> underWay = new ArrayList<>();
  private final Map<FaultPlan.Kind, Integer> done = new EnumMap<>(FaultPlan.Kind.class);
  private final List<Duration> killGaps = new ArrayList<>();
  private final List<Duration> stopGaps = new ArrayList<>();
  private long waitingSince;
  private int gapsWithoutEnd;
  private boolean workIsLeft = true;
  private @Nullable Future<?> broker;
  private @Nullable Future<?> registry;

  FaultRunner(
      FaultPlan plan,
      Fleet fleet,
      LocalServers servers,
      ExecutorService threads,
      PartitionOwners writers,
      LongSupplier nanoClock) {
    this.left = new ArrayDeque<>(plan.faults());
    this.fleet = fleet;
    this.servers = servers;
    this.threads = threads;
    this.writers = writers;
    this.nanoClock = nanoClock;
    this.waitingSince = nanoClock.getAsLong();
  }

  /** What tells whether a fault is over. */
  @FunctionalInterface
  private interface Over {
    boolean now() throws InterruptedException;
  }

  private record UnderWay(FaultPlan.Fault fault, Over over) {}

  /**
   * What was done.
   *
   * @param done how often each kind
   * @param killGaps from each {@code kill -9} of a scorer until each partition whose last
   *     preference it had written has one of another process
   * @param stopGaps the same from SIGTERM
   * @param gapsWithoutEnd how often others did not take over in time, or had no work to take over
   */
  record Done(
      Map<FaultPlan.Kind, Integer> done,
      List<Duration> killGaps,
      List<Duration> stopGaps,
      int gapsWithoutEnd) {}

  /** What was done so far. */
  Done done() {
    return new Done(
        new EnumMap<>(done), List.copyOf(killGaps), List.copyOf(stopGaps), gapsWithoutEnd);
  }

  /** How many faults have begun. */
  int begun() {
    return done.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Where the next fault begins; empty if there is none. */
  Optional<Integer> next() {
    return Optional.ofNullable(left.peek()).map(FaultPlan.Fault::at);
  }

  /** Whether all faults are over. */
  boolean over() {
    return left.isEmpty() && underWay.isEmpty();
  }

  /**
   * Begins what is due and ends what is over.
   *
   * @param accounted how many records are accounted for
   * @param more whether more may come before another fault begins
   */
  void step(int accounted, boolean more) throws InterruptedException {
    workIsLeft = more;
    for (UnderWay each : List.copyOf(underWay)) {
      if (each.over().now()) {
        underWay.remove(each);
        waitingSince = nanoClock.getAsLong();
      }
    }
    FaultPlan.Fault next = left.peek();
    if (next != null && accounted >= next.at() && (underWay.isEmpty() || next.overlapping())) {
      Over over = begin(next);
      if (over != null) {
        left.remove();
        underWay.add(new UnderWay(next, over));
        done.merge(next.kind(), 1, Integer::sum);
        waitingSince = nanoClock.getAsLong();
      }
    }
  }

  /** Null if it cannot begin yet. */
  private @Nullable Over begin(FaultPlan.Fault fault) throws InterruptedException {
    return switch (fault.kind()) {
      case KILL -> onScorer(fault, this::kill);
      case STOP -> onScorer(fault, this::stop);
      case FREEZE ->
          onScorer(
              fault,
              (scorer, length) -> {
                scorer.freeze(length);
                return scorer::ready;
              });
      case SLOW_MODEL ->
          onScorer(
              fault,
              (scorer, length) -> {
                scorer.slow(length);
                return scorer::idle;
              });
      case FAILING_MODEL ->
          onScorer(fault, (scorer, length) -> wish(scorer, FaultSwitches.FAILING));
      case LOST_DEVICE -> onScorer(fault, (scorer, length) -> wish(scorer, FaultSwitches.LOST));
      case JOIN ->
          fleet
              .emptyGuest()
              .map(
                  guest -> {
                    guest.visit(fault.length());
                    return (Over) guest::idle;
                  })
              .orElse(null);
      case BROKER_KILL -> killBroker(fault.length());
      case REGISTRY_KILL -> killRegistry(fault.length());
      case POISON -> throw new IllegalArgumentException("poison is sent, not done");
    };
  }

  /** Does something to a scorer. */
  @FunctionalInterface
  private interface Deed {
    Over doTo(ScorerSlot scorer, Duration length);
  }

  private @Nullable Over onScorer(FaultPlan.Fault fault, Deed deed) throws InterruptedException {
    Optional<ScorerSlot> scorer =
        fleet.ready(fault.scorer(), each -> writers.hasPartitions(each.pid()));
    if (scorer.isEmpty() && passed(VICTIM_LIMIT, waitingSince)) {
      scorer = fleet.ready(fault.scorer(), each -> true);
    }
    return scorer.map(found -> deed.doTo(found, fault.length())).orElse(null);
  }

  private Over kill(ScorerSlot scorer, Duration away) {
    long pid = scorer.pid();
    scorer.kill(away);
    return gap(scorer, writers.ended(pid, nanoClock.getAsLong()), killGaps);
  }

  private Over stop(ScorerSlot scorer, Duration away) {
    Optional<PartitionOwners.Gap> gap = writers.ended(scorer.pid(), nanoClock.getAsLong());
    scorer.stop(away);
    return gap(scorer, gap, stopGaps);
  }

  /** Over when the place has a scorer again, and others went on with the work if there is any. */
  private Over gap(ScorerSlot scorer, Optional<PartitionOwners.Gap> gap, List<Duration> gaps) {
    if (gap.isEmpty()) {
      return scorer::ready;
    }
    long start = nanoClock.getAsLong();
    return () -> {
      Optional<Duration> length = gap.get().length();
      if (!scorer.idle() || length.isEmpty() && workIsLeft && !passed(GAP_LIMIT, start)) {
        return false;
      }
      length.ifPresentOrElse(gaps::add, () -> gapsWithoutEnd++);
      return true;
    };
  }

  private Over wish(ScorerSlot scorer, String wish) {
    long start = nanoClock.getAsLong();
    scorer.once(wish);
    return () -> scorer.heeded(wish) && scorer.ready() || passed(GAP_LIMIT, start);
  }

  private @Nullable Over killBroker(Duration away) {
    if (broker != null && !broker.isDone()) {
      return null;
    }
    servers.kafka().kill();
    Future<?> back =
        threads.submit(
            () -> {
              TimeUnit.NANOSECONDS.sleep(away.toNanos());
              restartBroker();
              return null;
            });
    broker = back;
    return () -> isBack(back);
  }

  private void restartBroker() throws InterruptedException {
    for (int start = 1; ; start++) {
      try {
        servers.kafka().restart();
        return;
      } catch (UserException failed) {
        if (start == BROKER_STARTS) {
          throw failed;
        }
      }
    }
  }

  private @Nullable Over killRegistry(Duration away) {
    if (registry != null && !registry.isDone()) {
      return null;
    }
    servers.registry().kill();
    Future<?> back =
        threads.submit(
            () -> {
              TimeUnit.NANOSECONDS.sleep(away.toNanos());
              servers.registry().restart();
              return null;
            });
    registry = back;
    return () -> isBack(back);
  }

  private static boolean isBack(Future<?> server) throws InterruptedException {
    if (!server.isDone()) {
      return false;
    }
    try {
      server.get();
      return true;
    } catch (ExecutionException failed) {
      throw new UserException(
          "a server that was killed could not be started again, which is no fault of the pipeline: %s"
              .formatted(failed.getCause() == null ? failed : failed.getCause().getMessage()),
          failed);
    }
  }

  private boolean passed(Duration limit, long since) {
    return nanoClock.getAsLong() - since > limit.toNanos();
  }
}
