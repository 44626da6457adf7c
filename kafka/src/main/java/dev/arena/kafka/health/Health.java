package dev.arena.kafka.health;

import dev.arena.kafka.config.ServiceText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The health of a service: its phase and the results of its checks. Safe for use by many threads.
 */
public final class Health {
  private static final String DEGRADED = "degraded";

  private final Clock clock;
  private final ServiceText service;
  private final Check running;
  private final List<Check> order;
  private final Map<Check, Supplier<CheckResult>> checks = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  // written under lock
  private volatile Status status = new Status(Phase.STARTING, "starting");
  // written under lock
  private volatile CheckResult runs;

  /**
   * The health of a service on Kafka Streams. Starts in {@link Phase#STARTING}; a check is down
   * until it has a source.
   *
   * @param service whose health this is
   * @param own the checks that only this service has
   */
  public Health(Clock clock, ServiceText service, List<Check> own) {
    this(clock, service, Check.STREAMS, inOrder(own));
  }

  /**
   * The health of any service.
   *
   * @param running the check that is up while the phase is {@link Phase#READY}
   * @param order all checks, in the order in which they are shown
   */
  public Health(Clock clock, ServiceText service, Check running, List<Check> order) {
    this.clock = clock;
    this.service = service;
    this.running = running;
    this.order = List.copyOf(order);
    this.runs = CheckResult.down("starting", clock.instant());
    CheckResult notYet = CheckResult.down("not checked yet", clock.instant());
    for (Check check : order) {
      checks.put(check, () -> notYet);
    }
    checks.put(running, () -> runs);
  }

  /** The checks of every service, with its own after that of Kafka Streams. */
  private static List<Check> inOrder(List<Check> own) {
    List<Check> order = new ArrayList<>(List.of(Check.STREAMS));
    order.addAll(own);
    order.addAll(List.of(Check.BROKER, Check.REGISTRY, Check.THREADS, Check.WRITES));
    return List.copyOf(order);
  }

  /** Phases of the life of a service. */
  public enum Phase {
    /** Runs its checks, opens what it needs, and waits for partitions. */
    STARTING,
    /** Records are processed. */
    READY,
    /** Partitions move between instances. */
    REBALANCING,
    /** Waits until the broker, the registry, the topics and the rights are in order again. */
    WAITING,
    /** Closed or closing. */
    STOPPING,
    /** Stopped by a failure; only a restart helps. */
    FAILED
  }

  /**
   * A phase and its reason.
   *
   * @param reason one sentence without secrets
   */
  public record Status(Phase phase, String reason) {}

  /**
   * The answer to the question of whether the service is ready.
   *
   * @param status the phase in lower case, or {@code degraded} if records are processed but a check
   *     is down
   * @param reason one sentence without secrets
   * @param checks the result of each check, in the order of {@link #checks}
   */
  public record Readiness(String status, String reason, Map<Check, CheckResult> checks) {
    /** Whether every check is up. */
    public boolean ready() {
      return checks.values().stream().allMatch(CheckResult::up);
    }
  }

  /**
   * Sets the source of a check; {@link #enter} updates the one of the phase.
   *
   * @param check one of {@link #checks}
   * @param result called for each request; does not block
   */
  public void watch(Check check, Supplier<CheckResult> result) {
    checks.put(check, result);
  }

  /** The words with which messages describe the service. */
  public ServiceText service() {
    return service;
  }

  /** All checks, in the order in which they are shown. */
  public List<Check> checks() {
    return order;
  }

  /** The current status. */
  public Status status() {
    return status;
  }

  /** The current result of a check. */
  public CheckResult result(Check check) {
    return Objects.requireNonNull(checks.get(check)).get();
  }

  /** Whether records are being processed and every check is up. */
  public boolean ready() {
    return readiness().ready();
  }

  /** Whether the service needs no restart. */
  public boolean live() {
    return status.phase() != Phase.FAILED;
  }

  /** Enters a phase. A failed service stays failed, and a stopping one can only fail. */
  public void enter(Phase phase, String reason) {
    synchronized (lock) {
      boolean last =
          status.phase() == Phase.FAILED
              || (status.phase() == Phase.STOPPING && phase != Phase.FAILED);
      if (!last) {
        status = new Status(phase, reason);
        runs = runs.then(phase == Phase.READY, reason, clock.instant());
      }
    }
  }

  /** The last known state; does not block. */
  public Readiness readiness() {
    Map<Check, CheckResult> results = new LinkedHashMap<>();
    for (Check check : order) {
      results.put(check, result(check));
    }
    Status now;
    synchronized (lock) {
      // both under the lock, so that they belong to the same state
      now = status;
      results.put(running, runs);
    }
    if (now.phase() == Phase.READY) {
      for (Map.Entry<Check, CheckResult> found : results.entrySet()) {
        if (!found.getValue().up()) {
          String reason =
              "%s, but %s is down: %s"
                  .formatted(now.reason(), found.getKey().text(), found.getValue().reason());
          return new Readiness(DEGRADED, reason, results);
        }
      }
    }
    return new Readiness(now.phase().name().toLowerCase(Locale.ROOT), now.reason(), results);
  }
}
