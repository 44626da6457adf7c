package dev.arena.local.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows an address in the user's browser, if there is a desktop. */
final class Browser {
  private Browser() {}

  /**
   * Asks the desktop to show an address.
   *
   * @param environment of this process
   * @param system the value of {@code os.name}
   * @return whether there was a program to ask
   */
  static boolean show(String address, Map<String, String> environment, String system) {
    List<String> command = new ArrayList<>(program(environment, system.toLowerCase(Locale.ROOT)));
    if (command.isEmpty()) {
      return false;
    }
    command.add(address);
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  /** The beginning of the command; empty if there is no desktop. */
  private static List<String> program(Map<String, String> environment, String system) {
    if (system.startsWith("mac")) {
      return List.of("open");
    }
    if (system.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler");
    }
    boolean desktop =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    Optional<String> open = desktop ? find("xdg-open", environment) : Optional.empty();
    if (open.isEmpty()) {
      return List.of();
    }
    // xdg-open may become the browser, which Ctrl-C would end with all others of this process's
    // group
    return Stream.concat(find("setsid", environment).stream(), open.stream()).toList();
  }

  private static Optional<String> find(String program, Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
