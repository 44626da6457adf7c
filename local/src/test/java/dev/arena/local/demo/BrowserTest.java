package dev.arena.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arena.schemas.testing.Eventually;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrowserTest {
  private static final String ADDRESS = "http://127.0.0.1:8086";

  @TempDir private Path folder;

  @Test
  void ctrlCDoesNotReachTheBrowser() throws Exception {
    String path = System.getenv("PATH");
    assumeThat(Stream.of(path.split(File.pathSeparator)))
        .as("skipped: no setsid on the PATH")
        .anyMatch(each -> Files.isExecutable(Path.of(each, "setsid")));
    List<String> shown = shown(folder + File.pathSeparator + path);

    assertThat(shown.get(0)).isEqualTo(ADDRESS);
    assertThat(shown.get(2)).as("it leads a session of its own").isEqualTo(shown.get(1));
  }

  @Test
  void withoutSetsidTheBrowserIsShownAllTheSame() throws Exception {
    List<String> shown = shown(folder.toString());

    assertThat(shown.get(0)).isEqualTo(ADDRESS);
    assertThat(shown.get(2)).isNotEqualTo(shown.get(1));
  }

  @Test
  void withoutADesktopOrItsProgramThereIsNoneToAsk() {
    String path = folder.toString();

    assertThat(Browser.show(ADDRESS, Map.of("PATH", path, "DISPLAY", ":0"), "Linux")).isFalse();
    assertThat(Browser.show(ADDRESS, Map.of("PATH", System.getenv("PATH")), "Linux")).isFalse();
  }

  /** Shows the address with a program that tells the address, its process id and its session. */
  private List<String> shown(String path) throws Exception {
    assumeThat(Path.of("/proc/self/stat")).as("skipped: not on Linux").exists();
    Path program = folder.resolve("xdg-open");
    Files.writeString(
        program,
        """
        #!/bin/sh
        { echo "$1"; cut -d ' ' -f 1,6 "/proc/$$/stat" | tr ' ' '\\n'; } > "$0.part"
        mv "$0.part" "$0.shown"
        """);
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(Browser.show(ADDRESS, Map.of("PATH", path, "WAYLAND_DISPLAY", "w"), "Linux"))
        .isTrue();
    Path shown = folder.resolve("xdg-open.shown");
    Eventually.holds(() -> Files.exists(shown), () -> "the program was not run");
    return Files.readAllLines(shown);
  }
}
