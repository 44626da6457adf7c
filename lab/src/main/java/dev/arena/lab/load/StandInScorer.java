package dev.arena.lab.load;

import dev.arena.cli.Shutdown;
import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.servers.LocalService;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.scoring.BatchScorer;
import dev.arena.streamer.scoring.WaitingScorer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The real stream with a stand-in for the tokenizer and the model: the stand-in returns the same
 * score for every pair, after a wait that uses no processor time, so only the pipeline is measured.
 */
public final class StandInScorer {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final Score ANSWER =
      new Score(new Probabilities(0.4, 0.4, 0.2), 1, false, "stand-in@1");

  private StandInScorer() {}

  /**
   * Returns the program to start as a child process.
   *
   * @param perBatch wait for each batch
   * @param perPair additional wait for each pair of a batch
   */
  public static LocalService.Program program(Duration perBatch, Duration perPair) {
    return LocalService.Program.scorer(
        StandInScorer.class.getName(),
        List.of(String.valueOf(perBatch.toNanos()), String.valueOf(perPair.toNanos())));
  }

  /**
   * Runs until the process is stopped.
   *
   * @param arguments nanoseconds per batch and per pair, followed by {@code --set}, {@code
   *     KEY=VALUE}, ...
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
   * Runs the stream with another stand-in until the process is stopped.
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

  /** Returns the configuration that these options set. */
  public static Configuration configuration(List<String> options) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 1; i < options.size(); i += 2) {
      String[] setting = options.get(i).split("=", 2);
      settings.put(setting[0], setting[1]);
    }
    return StreamerKeys.table().resolve(ConfigSources.none().withCommandLine(settings));
  }
}
