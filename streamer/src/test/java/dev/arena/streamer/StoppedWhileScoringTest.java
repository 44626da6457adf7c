package dev.arena.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.network.Sessions;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A process that is stopped while its threads are in ONNX Runtime. */
final class StoppedWhileScoringTest {
  private static final int TERMINATED = 143;

  @TempDir private Path folder;

  @Test
  void aProcessThatIsStoppedWhileItScoresAndOpensBundlesDoesNotCrash() throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    Process process =
        new ProcessBuilder(
                ChildProcess.java(
                    "-XX:ErrorFile=" + folder.resolve("crash"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Scoring.class.getName(),
                    bundle.toString()))
            .redirectError(folder.resolve("log").toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      String line;
      do { // the log's own lines come first
        line = ChildProcess.readLine(process, out);
        assertThat(line).isNotNull();
      } while (!line.equals("scoring"));
      process.toHandle().destroy(); // without closing its output
      assertThat(ChildProcess.exitCode(process)).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Opens the bundle and scores a pair, again and again. */
  @Command(name = "arena")
  static final class Scoring implements Callable<Integer> {
    @Parameters private Path bundle;

    private final CountDownLatch begun = new CountDownLatch(4);

    private Scoring() {}

    public static void main(String[] arguments) {
      // a hook that takes a while leaves the others time to crash
      Runtime.getRuntime().addShutdownHook(new Thread(Scoring::takeAWhile));
      CommandRunner.main(new Scoring(), arguments, Sessions::stop);
    }

    @Override
    public Integer call() throws InterruptedException {
      for (long i = begun.getCount(); i > 0; i--) {
        Thread thread = new Thread(this::score);
        thread.setDaemon(true);
        thread.start();
      }
      assertThat(begun.await(5, TimeUnit.MINUTES)).isTrue();
      System.out.println("scoring");
      System.out.flush();
      return new CountDownLatch(1).await(1, TimeUnit.HOURS)
          ? CommandRunner.DONE
          : CommandRunner.FAILED;
    }

    private void score() {
      while (true) {
        try (PreferenceScorer scorer = PreferenceScorer.open(bundle, ScorerOptions.defaults())) {
          scorer.score(List.of(TinyBundle.pair("1", "Hi", "Hello", "Go away")));
          begun.countDown();
        }
      }
    }

    private static void takeAWhile() {
      try {
        assertThat(new CountDownLatch(1).await(1, TimeUnit.SECONDS)).isFalse();
      } catch (InterruptedException never) {
        throw new IllegalStateException(never);
      }
    }
  }
}
