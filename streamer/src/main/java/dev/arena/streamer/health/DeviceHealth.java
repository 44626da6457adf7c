package dev.arena.streamer.health;

import dev.arena.kafka.health.CheckResult;
import dev.arena.models.UnscorablePairException;
import dev.arena.schemas.failure.DeviceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Judges from a scorer's batches whether its device works: by the result of the last batch, and by
 * batches that do not end. Safe for use by many threads.
 */
public final class DeviceHealth {
  /** A batch that takes longer is hanging, or its device is far too slow for it. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private final LongSupplier nanoClock;
  private final Clock clock;
  private final Object lock = new Object();
  // guarded by lock; the oldest first
  private final Set<Batch> underWay = new LinkedHashSet<>();
  // guarded by lock
  private CheckResult last;

  /**
   * @param device the device's name
   * @param nanoClock such as {@code System::nanoTime}
   * @param clock gives the time at which the result changed
   */
  DeviceHealth(String device, LongSupplier nanoClock, Clock clock) {
    this.nanoClock = nanoClock;
    this.clock = clock;
    this.last = CheckResult.up(device + " opened the model; no batch yet", clock.instant());
  }

  /** A batch in progress, compared by identity, because two may begin at the same moment. */
  private static final class Batch {
    private final long begunAt;

    Batch(long begunAt) {
      this.begunAt = begunAt;
    }
  }

  /** Runs a batch, and records its result. */
  public <T> T watched(Supplier<T> work) {
    Batch batch = new Batch(nanoClock.getAsLong());
    synchronized (lock) {
      underWay.add(batch);
    }
    try {
      T answer = work.get();
      end(batch, true, "the last batch was answered");
      return answer;
    } catch (UnscorablePairException ofThePair) {
      end(batch, true, "the last batch was answered");
      throw ofThePair;
    } catch (DeviceException broken) {
      end(batch, false, String.valueOf(broken.getMessage()));
      throw broken;
    } catch (RuntimeException | Error failed) {
      // its message can quote a pair
      end(batch, false, "the last batch failed: " + failed.getClass().getName());
      throw failed;
    }
  }

  /** Whether the last batch was answered, and none is hanging. */
  public boolean up() {
    return result().up();
  }

  /** The current result of the check. */
  CheckResult result() {
    synchronized (lock) {
      if (!underWay.isEmpty()) {
        Duration time =
            Duration.ofNanos(nanoClock.getAsLong() - underWay.iterator().next().begunAt);
        if (time.compareTo(LONGEST) > 0) {
          return CheckResult.down(
              "a batch has not been answered for %d s; expected less than %d s"
                  .formatted(time.toSeconds(), LONGEST.toSeconds()),
              clock.instant().minus(time));
        }
      }
      return last;
    }
  }

  private void end(Batch batch, boolean up, String reason) {
    Instant now = clock.instant();
    synchronized (lock) {
      underWay.remove(batch);
      last = last.then(up, reason, now);
    }
  }
}
