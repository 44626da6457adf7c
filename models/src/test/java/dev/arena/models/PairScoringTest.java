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
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairScoringTest {
  private static final long TICK = 1_000;

  @TempDir Path directory;

  @Test
  void theTokenisationOfEachPairAndEachHeadRunAreTimed() throws OrtException {
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
      CountedSteps counted = new CountedSteps();
      scoring.observe(counted);
      scoring.score(
          List.of(
              TinyBundle.pair("1", "hello", "world", "no"),
              TinyBundle.pair("2", "what", "is", "it"),
              TinyBundle.pair("3", "how", "sorry", "the answer")));
      assertThat(counted.tokenized).containsExactly(TICK, TICK, TICK);
      assertThat(counted.heads).containsExactly(TICK);
      assertThat(counted.sequences).hasValue(6);
      assertThat(counted.inferred).hasSize(1).allMatch(nanos -> nanos > TICK);
    }
  }
}
