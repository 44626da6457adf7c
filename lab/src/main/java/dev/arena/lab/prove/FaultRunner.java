package dev.arena.lab.prove;

import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalServers;
import dev.arena.servers.ServerProcess;
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
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A runner that injects the faults of a plan. Each fault begins after the previous one is over,
 * unless the plan lets them overlap. A kill is over when other scorers have taken over the work.
 * For use by one thread.
 */
final class FaultRunner {
  /** How long other scorers may need to take over the work of a scorer that was stopped. */
  private static final Duration TAKEOVER_TIMEOUT = Duration.ofSeconds(90);

  /** How long a fault waits for a target scorer with work before it accepts any scorer. */
  private static final Duration TARGET_TIMEOUT = Duration.ofSeconds(20);

  private static final int BROKER_START_ATTEMPTS = 3;

  private final Queue<FaultPlan.Fault> pending;
  private final Fleet scorers;
  private final @Nullable Fleet voteServices;
  private final LocalServers servers;
  private final ExecutorService threads;
  private final PartitionOwners owners;
  private final LongSupplier nanoClock;
  private final List<Completion> active = new ArrayList<>();
  private final Map<FaultPlan.Kind, Integer> counts = new EnumMap<>(FaultPlan.Kind.class);
  private final List<Duration> killGaps = new ArrayList<>();
  private final List<Duration> stopGaps = new ArrayList<>();
  private final Map<FaultPlan.Kind, Future<?>> restarts = new EnumMap<>(FaultPlan.Kind.class);
  private long waitingSince;
  private int unmeasuredGaps;
  private boolean workRemains = true;

  FaultRunner(
      FaultPlan plan,
      Targets targets,
      ExecutorService threads,
      PartitionOwners owners,
      LongSupplier nanoClock) {
    this.pending = new ArrayDeque<>(plan.faults());
    this.scorers = targets.scorers();
    this.voteServices = targets.voteServices();
    this.servers = targets.servers();
    this.threads = threads;
    this.owners = owners;
    this.nanoClock = nanoClock;
    this.waitingSince = nanoClock.getAsLong();
  }

  /**
   * What is disturbed.
   *
   * @param voteServices null in a run without votes
   */
  record Targets(LocalServers servers, Fleet scorers, @Nullable Fleet voteServices) {}

  /** A check of whether a fault is over. */
  @FunctionalInterface
  private interface Completion {
    boolean isComplete() throws InterruptedException;
  }

  /** Returns the number of faults of a kind that have begun. */
  int count(FaultPlan.Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /**
   * Returns the time from each {@code kill -9} of a scorer until every partition whose last
   * preference came from that scorer has one from another process.
   */
  List<Duration> killGaps() {
    return List.copyOf(killGaps);
  }

  /** Returns the corresponding times after SIGTERM. */
  List<Duration> stopGaps() {
    return List.copyOf(stopGaps);
  }

  /**
   * Returns how many takeovers were not measured, because they took too long or no work remained.
   */
  int unmeasuredGaps() {
    return unmeasuredGaps;
  }

  /** Returns the number of faults that have begun. */
  int started() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Returns how many records must be accounted for before the next fault begins; empty if there is
   * none.
   */
  Optional<Integer> next() {
    return Optional.ofNullable(pending.peek()).map(FaultPlan.Fault::at);
  }

  /** Whether all faults are over. */
  boolean finished() {
    return pending.isEmpty() && active.isEmpty();
  }

  /**
   * Begins the next fault if it is due, and removes the faults that are over.
   *
   * @param accounted number of records that are accounted for
   * @param more whether more records may arrive before another fault begins
   */
  void step(int accounted, boolean more) throws InterruptedException {
    workRemains = more;
    for (Completion each : List.copyOf(active)) {
      if (each.isComplete()) {
        active.remove(each);
        waitingSince = nanoClock.getAsLong();
      }
    }
    FaultPlan.Fault next = pending.peek();
    if (next != null && accounted >= next.at() && (active.isEmpty() || next.overlapping())) {
      Completion completion = begin(next);
      if (completion != null) {
        pending.remove();
        active.add(completion);
        counts.merge(next.kind(), 1, Integer::sum);
        waitingSince = nanoClock.getAsLong();
      }
    }
  }

  /** Begins a fault; returns null if it cannot begin yet. */
  private @Nullable Completion begin(FaultPlan.Fault fault) throws InterruptedException {
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
          onScorer(
              fault, (scorer, length) -> request(scorer, FaultInjectingScorer.Switches.FAILING));
      case LOST_DEVICE ->
          onScorer(fault, (scorer, length) -> request(scorer, FaultInjectingScorer.Switches.LOST));
      case JOIN -> join(scorers, fault.length());
      case BROKER_KILL -> killServer(fault, servers.kafka().process(), BROKER_START_ATTEMPTS);
      case REGISTRY_KILL -> killServer(fault, servers.registry().process(), 1);
      case VOTES_KILL -> onVotes(fault, ServiceSlot::kill);
      case VOTES_STOP -> onVotes(fault, ServiceSlot::stop);
      case VOTES_FREEZE -> onVotes(fault, ServiceSlot::freeze);
      case VOTES_JOIN -> join(voteServices(), fault.length());
      case POISON -> throw new IllegalArgumentException("poison records are sent, not injected");
    };
  }

  private @Nullable Completion onScorer(
      FaultPlan.Fault fault, BiFunction<ServiceSlot, Duration, Completion> action)
      throws InterruptedException {
    Optional<ServiceSlot> scorer =
        scorers.ready(fault.target(), each -> owners.hasPartitions(each.pid()));
    if (scorer.isEmpty() && passed(TARGET_TIMEOUT, waitingSince)) {
      scorer = scorers.ready(fault.target(), each -> true);
    }
    return scorer.map(found -> action.apply(found, fault.length())).orElse(null);
  }

  private @Nullable Completion onVotes(
      FaultPlan.Fault fault, BiConsumer<ServiceSlot, Duration> action) throws InterruptedException {
    ServiceSlot service = voteServices().ready(fault.target(), each -> true).orElse(null);
    if (service == null) {
      return null;
    }
    action.accept(service, fault.length());
    return service::ready;
  }

  private Fleet voteServices() {
    if (voteServices == null) {
      throw new IllegalStateException("a plan for votes, in a run without them");
    }
    return voteServices;
  }

  private static @Nullable Completion join(Fleet fleet, Duration stay) throws InterruptedException {
    ServiceSlot guest = fleet.guest();
    if (!guest.idle()) {
      return null;
    }
    guest.runFor(stay);
    return guest::idle;
  }

  private Completion kill(ServiceSlot scorer, Duration downtime) {
    long pid = scorer.pid();
    scorer.kill(downtime);
    return gap(scorer, owners.processEnded(pid, nanoClock.getAsLong()), killGaps);
  }

  private Completion stop(ServiceSlot scorer, Duration downtime) {
    Optional<PartitionOwners.Gap> gap = owners.processEnded(scorer.pid(), nanoClock.getAsLong());
    scorer.stop(downtime);
    return gap(scorer, gap, stopGaps);
  }

  /**
   * Returns a check that is true when the slot has a scorer again, and other scorers have taken
   * over the work, if any remains.
   */
  private Completion gap(
      ServiceSlot scorer, Optional<PartitionOwners.Gap> gap, List<Duration> gaps) {
    if (gap.isEmpty()) {
      return scorer::ready;
    }
    long start = nanoClock.getAsLong();
    return () -> {
      Optional<Duration> length = gap.get().length();
      if (!scorer.idle() || (length.isEmpty() && workRemains && !passed(TAKEOVER_TIMEOUT, start))) {
        return false;
      }
      length.ifPresentOrElse(gaps::add, () -> unmeasuredGaps++);
      return true;
    };
  }

  private Completion request(ServiceSlot scorer, String request) {
    long start = nanoClock.getAsLong();
    scorer.switches().set(request);
    return () ->
        (!scorer.switches().isSet(request) && scorer.ready()) || passed(TAKEOVER_TIMEOUT, start);
  }

  /** Kills a server and restarts it later; returns null if an earlier restart is not over. */
  private @Nullable Completion killServer(
      FaultPlan.Fault fault, ServerProcess server, int startAttempts) {
    Future<?> earlier = restarts.get(fault.kind());
    if (earlier != null && !earlier.isDone()) {
      return null;
    }
    server.kill();
    Future<?> restarted =
        threads.submit(
            () -> {
              TimeUnit.NANOSECONDS.sleep(fault.length().toNanos());
              restart(server, startAttempts);
              return null;
            });
    restarts.put(fault.kind(), restarted);
    return () -> hasRestarted(restarted);
  }

  private static void restart(ServerProcess server, int attempts) throws InterruptedException {
    for (int start = 1; ; start++) {
      try {
        server.restart();
        return;
      } catch (UserException failed) {
        if (start == attempts) {
          throw failed;
        }
      }
    }
  }

  private static boolean hasRestarted(Future<?> server) throws InterruptedException {
    if (!server.isDone()) {
      return false;
    }
    try {
      server.get();
      return true;
    } catch (ExecutionException failed) {
      throw new UserException(
          "a killed server could not be restarted, which is not a failure of the pipeline: %s"
              .formatted(failed.getCause() == null ? failed : failed.getCause().getMessage()),
          failed);
    }
  }

  private boolean passed(Duration limit, long since) {
    return nanoClock.getAsLong() - since > limit.toNanos();
  }
}
