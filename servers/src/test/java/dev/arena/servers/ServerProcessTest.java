package dev.arena.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  /** The exit code of a JVM that SIGTERM ended. */
  private static final int TERMINATED = 128 + 15;

  @TempDir Path directory;

  /** A server that does nothing. */
  static final class Idle {
    private Idle() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println("ready");
      new CountDownLatch(1).await(); // until a signal
    }
  }

  @Test
  void theSignalsOfATerminalAreLeftToTheParent() throws Exception {
    Process server =
        ServerProcess.launch(
                new ServerProcess.Launch(
                    "the server",
                    List.of("-cp", System.getProperty("java.class.path"), Idle.class.getName()),
                    directory.resolve("log"),
                    Pattern.compile("ready")))
            .process();
    for (String signal : List.of("HUP", "INT", "TERM")) {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(server.pid())).start().waitFor();
    }
    ChildProcess.awaitEnd(server.toHandle());
    assertThat(server.exitValue()).isEqualTo(TERMINATED);
  }
}
