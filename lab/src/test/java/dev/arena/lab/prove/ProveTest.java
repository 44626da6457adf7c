package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.batching.BrokenScorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A short run of the fault harness, and broken copies of the pipeline that it must detect; {@link
 * ProveCommandTest} has one more. The tests do not depend on the speed of the machine: each copy
 * breaks in a particular state.
 */
@Tag("broker")
final class ProveTest {
  private static final long SEED = 7;
  private static final Proof.ClientTimeouts SHORT =
      new Proof.ClientTimeouts(
          Duration.ofMillis(1_500), Duration.ofMillis(300), Duration.ofSeconds(3));
  private static final Duration STALL = Duration.ofMinutes(3);

  private static final Path KEPT = Path.of("target", "prove-failed").toAbsolutePath();

  private static @Nullable TemporaryStack stack;

  @BeforeAll
  static void start() throws InterruptedException {
    stack = TemporaryStack.start("arena-prove-test");
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void everyRecordComesOutExactlyOnceInOrderAndUnchangedWhateverIsKilled() throws Exception {
    FaultPlan.Size size = new FaultPlan.Size(1_500, 2, 1, 2, 0);
    ProveReport result =
        Proof.run(
            stack,
            new Proof.Options(
                "whole",
                SEED,
                size.records(),
                Proof.Options.lead(size),
                Proof.Options.PARTITIONS,
                size.scorers(),
                FaultPlan.of(SEED, size, SHORT.session()),
                SHORT,
                STALL,
                FaultInjectingScorer::program,
                null),
            accounted -> {},
            System::nanoTime);

    if (!result.good()) {
      keepFiles();
    }
    assertThat(result.examples()).as("files kept in %s", KEPT).isEmpty();
    assertThat(result.stalled()).isFalse();
    assertThat(result.good()).isTrue();
    assertThat(result.scored() + result.deadLetters()).isEqualTo(size.records());
    assertThat(result.deadLetters()).isGreaterThan(size.records() / 50);
    assertThat(result.kinds()).hasSizeGreaterThan(20);
    size.counts()
        .forEach(
            (kind, count) ->
                assertThat(result.faults().get(kind.label())).as(kind.label()).isEqualTo(count));
  }

  /** Keeps the data of the broker and the logs of the scorers, which explain the failure. */
  private static void keepFiles() throws IOException {
    try (Stream<Path> files = Files.walk(stack.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = KEPT.resolve(stack.folder().relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Test
  void aCopyWithoutTheGateLosesRecordsAndIsCaught() throws Exception {
    ProveReport result = run(BrokenScorer.Part.GATE, 300);

    assertThat(result.unexpectedExits())
        .as(
            "it dies once the offset of an unanswered record is committed; its log:%n%s",
            log(BrokenScorer.Part.GATE))
        .isEqualTo(1);
    assertThat(wrong(result, Ledger.Violation.LOST)).isPositive();
    assertThat(result.examples()).anyMatch(example -> example.contains("it has no output"));
    assertThat(wrong(result, Ledger.Violation.DUPLICATED)).isZero();
    assertThat(wrong(result, Ledger.Violation.OUT_OF_ORDER)).isZero();
  }

  @Test
  void aCopyThatChangesTheOrderIsCaught() throws Exception {
    ProveReport result = run(BrokenScorer.Part.ORDER, 300);

    assertThat(wrong(result, Ledger.Violation.OUT_OF_ORDER)).isPositive();
    assertThat(wrong(result, Ledger.Violation.LOST)).isZero();
    assertThat(wrong(result, Ledger.Violation.DUPLICATED)).isZero();
    assertThat(wrong(result, Ledger.Violation.WRONG_VALUE)).isZero();
  }

  private static ProveReport run(BrokenScorer.Part broken, int records)
      throws InterruptedException {
    ProveReport result =
        Proof.run(
            stack,
            new Proof.Options(
                name(broken),
                SEED,
                records,
                records,
                Proof.Options.PARTITIONS,
                1,
                new FaultPlan(List.of(), List.of()),
                SHORT,
                STALL,
                switchFolder -> BrokenScorer.program(broken, switchFolder),
                null),
            accounted -> {},
            System::nanoTime);
    assertThat(result.stalled())
        .as("no progress for %s; log of the scorer:%n%s", STALL, log(broken))
        .isFalse();
    return result;
  }

  private static int wrong(ProveReport report, Ledger.Violation what) {
    return report.wrong().get(what.label());
  }

  private static String name(BrokenScorer.Part broken) {
    return "broken-" + broken;
  }

  private static String log(BrokenScorer.Part broken) {
    try {
      return Files.readString(
          stack.folder().resolve(name(broken)).resolve("scorer-0").resolve("scorer.log"));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
