package dev.arena.local.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shows an address in the user's browser, if there is a desktop. */
final class Browser {
  private Browser() {}

  /**
   * Asks the desktop to show an address.
   *
   * @return whether there was a program to ask
   */
  static boolean show(String address, Map<String, String> environment, String system) {
    Optional<List<String>> program = program(environment, system.toLowerCase(Locale.ROOT));
    if (program.isEmpty()) {
      return false;
    }
    List<String> command = new ArrayList<>(program.get());
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

  private static Optional<List<String>> program(Map<String, String> environment, String system) {
    if (system.startsWith("mac")) {
      return Optional.of(List.of("open"));
    }
    if (system.startsWith("windows")) {
      return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
    }
    boolean desktop =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    return desktop ? Optional.of(List.of("xdg-open")) : Optional.empty();
  }
}
