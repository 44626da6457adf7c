package dev.arena.cli.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** All commands of a main class, as they are typed. */
public final class EveryCommand {
  private EveryCommand() {}

  /** The words of each command; the first is the main command, which has none. */
  public static Stream<List<String>> of(Object main) {
    return below(new CommandLine(main), List.of());
  }

  private static Stream<List<String>> below(CommandLine command, List<String> words) {
    return Stream.concat(
        Stream.of(words),
        command.getSubcommands().entrySet().stream()
            .flatMap(
                entry -> {
                  List<String> longer = new ArrayList<>(words);
                  longer.add(entry.getKey());
                  return below(entry.getValue(), longer);
                }));
  }
}
