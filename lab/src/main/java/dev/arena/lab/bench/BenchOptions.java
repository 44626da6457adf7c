package dev.arena.lab.bench;

import dev.arena.lab.load.Schedule;
import dev.arena.models.DeviceChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param bundle folder of the bundle
 * @param input CSV file of pairs; - is standard input
 * @param mostPairs how many of its first pairs are taken, at least 1
 * @param rounds how often each subject is measured, at least 1
 * @param device where encoders run; not {@link DeviceChoice.Auto}
 * @param threads that tokenise and run the encoder, at least 1; null for one for each processor, of
 *     which library and scorer find out by themselves how they run the encoder
 * @param stream how the way from topic to topic is measured; null if it is left out
 */
record BenchOptions(
    Path bundle,
    String input,
    int mostPairs,
    int rounds,
    DeviceChoice device,
    @Nullable Integer threads,
    @Nullable StreamOptions stream) {

  /**
   * @param shortest how long one measurement shall take at least, about
   * @param rates at which latency is measured, in pairs/s; empty for shares of what was reached
   * @param limits how long a rate is held
   */
  record StreamOptions(Duration shortest, List<Double> rates, Schedule.Limits limits) {
    StreamOptions {
      rates = List.copyOf(rates);
    }
  }
}
