package dev.arena.trainer.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process of its own is asked to end, as Ctrl-C does. */
class StoppableTest {

  /** Loads, when it is stopped, a library that cannot register its hook any more. */
  public static void main(String[] arguments) throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Stoppable.run(
        out,
        () -> "stopped in a sentence",
        () -> {
          out.println("working");
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new ExceptionInInitializerError(e);
          }
        });
  }

  @Test
  void stoppingWhileALibraryLoadsEndsInASentence() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StoppableTest.class.getName())
            .redirectErrorStream(true)
            .start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("working");
      process.toHandle().destroy(); // process.destroy() would close what is read here
      assertThat(lines.lines()).containsExactly("stopped in a sentence");
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }
}
