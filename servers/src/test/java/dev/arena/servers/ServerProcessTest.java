package dev.arena.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    public static void main(String[] arguments) throws IOException {
      System.out.println("ready");
      System.in.read(); // this test writes nothing
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
      ChildProcess.output(new ProcessBuilder("kill", "-" + signal, "" + server.pid()));
    }
    ChildProcess.awaitEnd(server.toHandle());
    assertThat(server.exitValue()).isEqualTo(TERMINATED);
  }
}
