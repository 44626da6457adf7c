package dev.arena.votes.promote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.ScorerComparison;
import dev.arena.votes.evaluation.ComparisonFigures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the link is switched, and what is left behind. */
class PromoteCommandTest {
  @TempDir private Path folder;
  private Path old;
  private Path next;
  private Path link;

  @BeforeEach
  void twoBundlesAndALink() throws IOException {
    old = BundleCopies.create(folder.resolve("old"), "1.0.1");
    next = BundleCopies.create(folder.resolve("next"), "1.0.2");
    link = Files.createSymbolicLink(folder.resolve("current"), old);
  }

  /** The exit code, a blank, and what was printed. */
  private static String promote(String... arguments) {
    StringWriter out = new StringWriter();
    int code =
        CommandRunner.run(
            new PromoteCommand(),
            new PrintWriter(out, true),
            new PrintWriter(out, true),
            arguments);
    return code + " " + out;
  }

  @Test
  void aForcedSwitchLeavesABundleThatCannotBeLoaded() throws IOException {
    Files.delete(old.resolve("bundle.json"));
    assertThat(promote("--from=" + next, "--to=" + link)).startsWith("1 ");
    assertThat(promote("--from=" + next, "--to=" + link, "--force"))
        .startsWith("0 ")
        .contains("instead of a bundle that cannot be loaded");
    assertThat(link.toRealPath()).isEqualTo(next.toRealPath());
  }

  @Test
  void aForcedSwitchIsRecordedAndCanBeRolledBack() throws IOException {
    assertThat(promote("--from=" + next, "--to=" + link, "--force"))
        .startsWith("0 ")
        .contains("to roll back: ./arena promote --from " + old);
    assertThat(link.toRealPath()).isEqualTo(next.toRealPath());
    assertThat(promote("--from=" + old, "--to=" + link, "--force")).startsWith("0 ");
    assertThat(link.toRealPath()).isEqualTo(old.toRealPath());
    List<String> lines = Files.readAllLines(folder.resolve("current.promotions.jsonl"));
    assertThat(lines).hasSize(2);
    JsonNode first = new JsonMapper().readTree(lines.get(0));
    assertThat(first.get("forced").asBoolean()).isTrue();
    assertThat(first.get("model").asText()).endsWith("@1.0.2");
    assertThat(first.get("replaced_model").asText()).endsWith("@1.0.1");
    assertThat(first.get("replaced_folder").asText()).isEqualTo(old.toRealPath().toString());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("old", "next", "current", "current.promotions.jsonl");
    }
  }

  /** The link may lead elsewhere tomorrow. */
  @Test
  void theFolderOfTheBundleIsRecordedEvenIfALinkNamesIt() throws IOException {
    Path latest = Files.createSymbolicLink(folder.resolve("latest"), next);
    assertThat(promote("--from=" + latest, "--to=" + link, "--force")).startsWith("0 ");
    JsonNode line =
        new JsonMapper().readTree(Files.readString(folder.resolve("current.promotions.jsonl")));
    assertThat(line.get("folder").asText()).isEqualTo(next.toRealPath().toString());
  }

  @Test
  void withoutVotesNothingCanBeSwitched() throws IOException {
    assertThat(promote("--from=" + next, "--to=" + link, "--bootstrap-servers=127.0.0.1:1"))
        .startsWith("1 ");
    assertThat(link.toRealPath()).isEqualTo(old.toRealPath());
  }

  @Test
  void aFolderInPlaceOfTheLinkIsRefused() {
    assertThat(promote("--from=" + next, "--to=" + old, "--force"))
        .startsWith("1 ")
        .contains("is not a symbolic link");
  }

  @Test
  void aDamagedBundleIsRefused() throws IOException {
    Files.writeString(next.resolve("tokenizer.json"), "{}");
    assertThat(promote("--from=" + next, "--to=" + link, "--force")).startsWith("1 ");
    assertThat(link.toRealPath()).isEqualTo(old.toRealPath());
  }

  @Test
  void theSameModelIsRefused() {
    assertThat(promote("--from=" + old, "--to=" + link, "--force"))
        .startsWith("1 ")
        .contains("expected another name or version");
  }

  @Test
  void onlyABetterBundleIsAllowedOrAnEquivalentOneIfAccepted() {
    assertThat(PromoteCommand.isAllowed(Optional.empty(), true)).isFalse();
    assertThat(PromoteCommand.isAllowed(compared(5000, 0.03, 0.2), false)).isTrue();
    assertThat(PromoteCommand.isAllowed(compared(5000, -0.03, 0.2), true)).isFalse();
    assertThat(PromoteCommand.isAllowed(compared(2000, 0.01, 0.3), true)).isFalse();
    assertThat(PromoteCommand.isAllowed(compared(50_000, 0.0001, 0.1), false)).isFalse();
    assertThat(PromoteCommand.isAllowed(compared(50_000, 0.0001, 0.1), true)).isTrue();
  }

  private static Optional<ComparisonFigures> compared(long units, double gain, double spread) {
    long squares = Math.round(units * (gain * gain + spread * spread) * (1 << 24));
    return Optional.of(
        new ComparisonFigures(
            LiveEvaluation.newBuilder()
                .setTopic("arena.preferences.next")
                .setModel("next@1")
                .setSlice("all")
                .setKind("human")
                .setSize(0L)
                .setStart(Instant.EPOCH)
                .build(),
            ScorerComparison.newBuilder()
                .setTopic("arena.preferences")
                .setModel("now@1")
                .setN(units)
                .setUnits(units)
                .setUnitGain(Math.round(units * gain * (1 << 24)))
                .setUnitGainSquared(squares)
                .setPairs(units)
                .setPairGain(Math.round(units * gain * (1 << 24)))
                .setPairGainSquared(squares)
                .setChampionLoss(Math.round(units * gain * (1 << 24)))
                .setGainSquared(squares)
                .build()));
  }
}
