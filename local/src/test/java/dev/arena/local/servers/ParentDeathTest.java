package dev.arena.local.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class ParentDeathTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void noServerOutlivesAParentThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServersHolder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> servers = new ArrayList<>();
    try (BufferedReader reader = parent.inputReader()) {
      for (String pid : reader.readLine().split(" ")) {
        servers.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
      }
      assertThat(servers).hasSize(2).allMatch(ProcessHandle::isAlive);
    } finally {
      parent.destroyForcibly();
    }
    for (ProcessHandle server : servers) {
      server.onExit().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
