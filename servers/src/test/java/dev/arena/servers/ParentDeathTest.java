package dev.arena.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.ChildProcess;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class ParentDeathTest {
  @TempDir Path directory;

  @Test
  void noServerOutlivesAParentThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                ChildProcess.java(
                    "-cp",
                    System.getProperty("java.class.path"),
                    ServersHolder.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> servers = new ArrayList<>();
    try (BufferedReader reader = parent.inputReader()) {
      for (String pid : ChildProcess.readLine(parent, reader).split(" ")) {
        servers.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
      }
      assertThat(servers).hasSize(2).allMatch(ProcessHandle::isAlive);
    } finally {
      parent.destroyForcibly();
    }
    servers.forEach(ChildProcess::awaitEnd);
  }
}
