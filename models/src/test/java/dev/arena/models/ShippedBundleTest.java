package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arena.models.bundle.BundleManifest;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shipped bundle, on the shipped examples. */
class ShippedBundleTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));

  private static PreferenceScorer scorer;
  private static List<ConversationPair> pairs;

  @BeforeAll
  static void open() {
    scorer = PreferenceScorer.open(ROOT.resolve("models/default"));
    pairs = read(ROOT.resolve("examples/pairs.csv"), Integer.MAX_VALUE);
  }

  private static List<ConversationPair> read(Path file, int most) {
    List<ConversationPair> read = new ArrayList<>();
    try (PairReader csv = PairCsvReader.open(file, BadRows.STOP)) {
      for (CsvPair row : csv) {
        if (read.size() < most) {
          read.add(row.pair());
        }
      }
    }
    return read;
  }

  @AfterAll
  static void close() {
    scorer.close();
  }

  @Test
  void everyExampleIsScoredAndTheProbabilitiesSumToOne() {
    List<Score> scores = scorer.score(pairs);

    assertThat(scores)
        .hasSameSizeAs(pairs)
        .allSatisfy(
            score -> {
              Probabilities p = score.probabilities();
              assertThat(p.a() + p.b() + p.tie()).isCloseTo(1, within(1e-6));
              assertThat(score.tokens()).isPositive();
            });
  }

  @Test
  void swappingTheAnswersSwapsTheProbabilities() {
    assertSwapped(pairs);
  }

  @Test
  @Tag("slow")
  void swappingTheAnswersOfRealVotesSwapsTheProbabilities() {
    Path votes = ROOT.resolve("../shared/data/arena/validation.csv");
    assumeThat(votes).as("votes of Chatbot Arena, which are not in the repository").exists();
    assertSwapped(read(votes, 100));
  }

  private static void assertSwapped(List<ConversationPair> pairs) {
    List<Score> scores = scorer.score(pairs);
    List<Score> swapped = scorer.score(pairs.stream().map(ShippedBundleTest::swapped).toList());

    for (int i = 0; i < pairs.size(); i++) {
      Probabilities p = scores.get(i).probabilities();
      Probabilities q = swapped.get(i).probabilities();
      assertThat(q.a()).as(pairs.get(i).getId()).isCloseTo(p.b(), within(1e-3));
      assertThat(q.tie()).as(pairs.get(i).getId()).isCloseTo(p.tie(), within(1e-3));
    }
  }

  @Test
  void aPairHasTheSameScoreAloneAndAmongOthers() {
    List<Score> together = scorer.score(pairs);

    for (int i = 0; i < pairs.size(); i += 8) {
      assertThat(scorer.score(pairs.get(i)).probabilities().a())
          .as(pairs.get(i).getId())
          .isCloseTo(together.get(i).probabilities().a(), within(1e-3));
    }
  }

  @Test
  void theManifestSaysHowTheModelWasMade() throws Exception {
    BundleManifest manifest = scorer.bundle().manifest();

    assertThat(manifest.provenance().command()).startsWith("./arena train ");
    assertThat(manifest.provenance().command().replace("./arena", "")).doesNotContain("/");
    assertThat(manifest.provenance().data()).isNotEmpty();
    assertThat(manifest.metrics()).isNotEmpty();
    assertThat(Files.readString(ROOT.resolve("models/default/MODEL_CARD.md")))
        .contains("log loss")
        .contains("## Limits");
  }

  private static ConversationPair swapped(ConversationPair pair) {
    List<Turn> turns =
        pair.getTurns().stream()
            .map(turn -> new Turn(turn.getPrompt(), turn.getResponseB(), turn.getResponseA()))
            .toList();
    return ConversationPair.newBuilder(pair).setTurns(turns).build();
  }
}
