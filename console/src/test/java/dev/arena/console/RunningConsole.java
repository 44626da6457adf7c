package dev.arena.console;

import dev.arena.cli.config.ConfigSources;
import dev.arena.console.http.ApiClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A console for tests, on free ports. */
final class RunningConsole implements AutoCloseable {
  private final ConsoleApplication console;

  private RunningConsole(ConsoleApplication console) {
    this.console = console;
  }

  static RunningConsole start(Path bundle, String... assignments) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(assignments));
    for (String common :
        List.of(
            "arena.bundle=" + bundle,
            "arena.device=cpu",
            "arena.console.port=0",
            "arena.http.port=0")) {
      String key = common.substring(0, common.indexOf('=') + 1);
      if (all.stream().noneMatch(assignment -> assignment.startsWith(key))) {
        all.add(common);
      }
    }
    return new RunningConsole(
        ConsoleApplication.start(
            ConsoleKeys.table().resolve(ConfigSources.none().withAssignments(all))));
  }

  static RunningConsole start(Path bundle, Map<String, String> settings)
      throws InterruptedException {
    return start(
        bundle,
        settings.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .toArray(String[]::new));
  }

  ApiClient api() {
    return new ApiClient(console.port());
  }

  /** A client of health, metrics and information. */
  ApiClient operations() {
    return new ApiClient(console.httpPort().orElseThrow());
  }

  ConsoleApplication application() {
    return console;
  }

  @Override
  public void close() {
    console.close();
  }
}
