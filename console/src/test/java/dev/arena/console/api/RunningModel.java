package dev.arena.console.api;

import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.service.Daemons;
import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.streamer.health.ScorerChecks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ForkJoinPool;

/** The model of a bundle, on the CPU. */
public final class RunningModel implements AutoCloseable {
  private final PreferenceScorer scorer;
  private final ApiModel model;

  public RunningModel(Path bundle) {
    this.scorer =
        PreferenceScorer.open(bundle, ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()));
    Health health =
        new Health(
            Clock.systemUTC(),
            new ServiceText("console", "request", "requests", "answered", "answer"),
            ScorerChecks.ALL);
    this.model =
        new ApiModel(
            scorer,
            scorer.batching(),
            8,
            ScorerChecks.watch(health, scorer::model, scorer.device()),
            Daemons.named("model"),
            ForkJoinPool.commonPool());
  }

  public PreferenceScorer scorer() {
    return scorer;
  }

  public ApiModel model() {
    return model;
  }

  @Override
  public void close() {
    model.close();
    scorer.close();
  }
}
