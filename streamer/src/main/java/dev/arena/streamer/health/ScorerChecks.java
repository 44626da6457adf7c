package dev.arena.streamer.health;

import dev.arena.kafka.health.Check;
import dev.arena.kafka.health.CheckResult;
import dev.arena.kafka.health.Health;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The health checks that only the scorer has. */
public final class ScorerChecks {
  /** A bundle is verified and loaded. */
  public static final Check BUNDLE = new Check("bundle");

  /** The device answered the last batch, and no batch is hanging. */
  public static final Check DEVICE = new Check("device");

  /** All of them, in the order in which they are shown. */
  public static final List<Check> ALL = List.of(BUNDLE, DEVICE);

  private ScorerChecks() {}

  /**
   * Watches a loaded bundle and its device.
   *
   * @param bundle describes the loaded bundle
   * @param device the name of the device
   * @return the device's health; must wrap each batch
   */
  public static DeviceHealth watch(Health health, Supplier<String> bundle, String device) {
    Clock clock = Clock.systemUTC();
    Instant opened = clock.instant();
    DeviceHealth work = new DeviceHealth(device, System::nanoTime, clock);
    health.watch(BUNDLE, () -> CheckResult.up(bundle.get(), opened));
    health.watch(DEVICE, work::result);
    return work;
  }
}
