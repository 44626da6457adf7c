package dev.arena.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Path;

/** The script that completes commands and options in a shell, as the launcher prints it. */
final class Completion {
  private Completion() {}

  /**
   * @param home the folder of the sources
   */
  static String print(Path home) throws IOException, InterruptedException {
    Process launcher =
        new ProcessBuilder("bash", home.resolve("arena").toString(), "completion")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    launcher.getOutputStream().close();
    String script = new String(launcher.getInputStream().readAllBytes(), UTF_8);
    int code = launcher.waitFor();
    if (code != 0 || script.isEmpty()) {
      throw new UserException(
          "%s completion ended with exit code %d; expected a script on its standard output. Run it alone to see why."
              .formatted(home.resolve("arena"), code));
    }
    return script;
  }
}
