package dev.arena.streamer;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.batch.Batching;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.operations.GpuMemory;
import dev.arena.streamer.operations.ModelInfo;
import dev.arena.streamer.operations.ScorerMetrics;
import java.util.List;

/** The model of a bundle as a stream's scorer. */
record ModelScorer(PreferenceScorer scorer) implements BatchScorer {
  @Override
  public List<Score> score(List<ConversationPair> pairs) {
    return scorer.score(pairs);
  }

  @Override
  public String model() {
    return scorer.model();
  }

  @Override
  public String device() {
    return scorer.device();
  }

  @Override
  public ModelInfo info() {
    return new ModelInfo(
        scorer.model(), scorer.precision().text(), scorer.device(), scorer.bundle());
  }

  @Override
  public void show(ScorerMetrics metrics) {
    metrics.scoring(scorer::statistics);
    scorer.observe(metrics);
    if (scorer.onGpu()) {
      metrics.collector(GpuMemory.ofNvidiaSmi(System::nanoTime));
    }
  }

  @Override
  public Batching batching() {
    return scorer.batching();
  }

  @Override
  public void close() {
    scorer.close();
  }
}
