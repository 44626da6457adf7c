package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.models.network.EncoderNetwork;
import dev.arena.models.network.HeadNetwork;
import dev.arena.models.network.Workers;
import dev.arena.models.testing.TinyBundle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairScoringTest {
  private static final long TICK = 1_000;

  @TempDir Path directory;

  @Test
  void timeIsAddedUpOfEachPairsTokensAndOfEachRunOfTheHead() throws OrtException {
    ModelBundle bundle = ModelBundle.load(TinyBundle.write(directory.resolve("tiny")));
    BundleManifest manifest = bundle.manifest();
    AtomicLong now = new AtomicLong();
    try (TextTokenizer tokenizer = TextTokenizer.open(bundle.tokenizer());
        Workers workers = new Workers(1);
        EncoderNetwork network =
            EncoderNetwork.onCpu(
                bundle.encoder(manifest.encoder().get(0)), manifest.hidden(), workers.threads());
        HeadNetwork head =
            HeadNetwork.open(
                bundle.head(),
                manifest.hidden(),
                manifest.features().antisymmetric().size(),
                manifest.features().symmetric().size())) {
      PairScoring scoring =
          new PairScoring(
              manifest.model(),
              new PairEncoder(manifest.encoding(), manifest.features(), tokenizer),
              workers,
              network,
              workers,
              head,
              () -> now.addAndGet(TICK));
      Told told = new Told();
      scoring.observe(told);
      scoring.score(
          List.of(
              TinyBundle.pair("1", "hello", "world", "no"),
              TinyBundle.pair("2", "what", "is", "it"),
              TinyBundle.pair("3", "how", "sorry", "the answer")));
      assertThat(scoring.statistics().tokenize()).isEqualTo(Duration.ofNanos(3 * TICK));
      assertThat(scoring.statistics().head()).isEqualTo(Duration.ofNanos(TICK));
      assertThat(scoring.statistics().runs().sequences()).isEqualTo(6);
      assertThat(told.tokenized).containsExactly(TICK, TICK, TICK);
      assertThat(told.inferred).hasSize(1).allMatch(nanos -> nanos > TICK);
    }
  }

  private static final class Told implements ScoringObserver {
    private final List<Long> tokenized = new ArrayList<>();
    private final List<Long> inferred = new ArrayList<>();

    @Override
    public void tokenized(long nanos) {
      tokenized.add(nanos);
    }

    @Override
    public void inferred(long nanos) {
      inferred.add(nanos);
    }
  }
}
