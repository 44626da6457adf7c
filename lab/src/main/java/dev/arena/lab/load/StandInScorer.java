package dev.arena.lab.load;

import dev.arena.cli.Shutdown;
import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.servers.LocalScorer;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.scoring.BatchScorer;
import dev.arena.streamer.scoring.WaitingScorer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The real stream around a stand-in for tokeniser and model that answers every pair alike, after a
 * wait that takes no processor time: what the pipeline alone can do.
 */
public final class StandInScorer {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final Score ANSWER =
      new Score(new Probabilities(0.4, 0.4, 0.2), 1, false, "stand-in@1");

  private StandInScorer() {}

  /**
   * How to start it as a child.
   *
   * @param perBatch how long each batch waits
   * @param perPair how long it waits longer for each of its pairs
   */
  public static LocalScorer.Program program(Duration perBatch, Duration perPair) {
    return new LocalScorer.Program(
        StandInScorer.class.getName(),
        List.of(String.valueOf(perBatch.toNanos()), String.valueOf(perPair.toNanos())));
  }

  /**
   * Runs until it is stopped.
   *
   * @param arguments nanoseconds for a batch, for a pair; then {@code --set}, {@code KEY=VALUE},
   *     ...
   */
  public static void main(String[] arguments) throws InterruptedException {
    WaitingScorer waiting =
        new WaitingScorer(
            Duration.ofNanos(Long.parseLong(arguments[0])),
            Duration.ofNanos(Long.parseLong(arguments[1])),
            ANSWER,
            System::nanoTime);
    run(waiting, List.of(arguments).subList(2, arguments.length));
  }

  /**
   * Runs the stream around another stand-in until it is stopped.
   *
   * @param options {@code --set}, {@code KEY=VALUE}, ...
   */
  public static void run(BatchScorer standIn, List<String> options) throws InterruptedException {
    try (StreamApplication scorer =
        StreamApplication.start(configuration(options), () -> standIn)) {
      Shutdown.onSignal("arena-stop", scorer::close);
      scorer.awaitReady(TIMEOUT);
      System.out.println(
          "ready: %s at http://127.0.0.1:%d"
              .formatted(scorer.model(), scorer.httpPort().orElseThrow()));
      scorer.awaitEnd();
    }
  }

  /** The configuration that these options make. */
  public static Configuration configuration(List<String> options) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 1; i < options.size(); i += 2) {
      String[] setting = options.get(i).split("=", 2);
      settings.put(setting[0], setting[1]);
    }
    return StreamerKeys.table().resolve(ConfigSources.none().withCommandLine(settings));
  }
}
