package dev.arena.console;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.operations.Logging;
import dev.arena.kafka.service.ServiceOptions;
import dev.arena.kafka.service.ServiceProcess;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena console}: serves pages and the HTTP API until it is stopped. */
@Command(
    name = "console",
    description = {
      "Shows Arena's topics in a browser, lets people vote, and scores and ranks over HTTP with a model of its own, until stopped.",
      "",
      "Examples:",
      "  ./arena console",
      "  ./arena console --bundle models/mine --port 9000",
      "  ./arena console --config console.properties",
      "  ./arena console --set arena.console.topics=false",
      "",
      "All settings: ./arena console config",
      ""
    },
    subcommands = ConsoleMain.ConfigCommand.class,
    mixinStandardHelpOptions = true)
final class ConsoleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ServiceOptions options = new ServiceOptions();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The model bundle that the console scores with (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port of the pages and the API (arena.console.port); 0 for any free port.")
  private @Nullable String port;

  @Override
  public Integer call() throws InterruptedException {
    List<String> shortcuts = new ArrayList<>();
    if (bundle != null) {
      shortcuts.add(StreamerKeys.BUNDLE.name() + "=" + bundle);
    }
    if (port != null) {
      shortcuts.add(ConsoleKeys.PORT.name() + "=" + port);
    }
    Configuration configuration = options.resolve(ConsoleKeys.table(), shortcuts);
    Logging.configure(configuration);
    // Javalin logs failures that ApiServer logs; the pool names each connection that a stop closes
    Logging.silence("io.javalin", "org.eclipse.jetty.util.thread.QueuedThreadPool");
    return ServiceProcess.run(
        configuration,
        ConsoleApplication::start,
        (ConsoleApplication console) ->
            "pages and API at %s with %s"
                .formatted(
                    ConsoleKeys.url(configuration.get(ConsoleKeys.HOST), console.port()),
                    console.model()),
        spec.commandLine().getOut());
  }
}
