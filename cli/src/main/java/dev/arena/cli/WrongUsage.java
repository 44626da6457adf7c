package dev.arena.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what picocli refuses into a sentence that names the nearest known option or command. */
final class WrongUsage {
  private WrongUsage() {}

  static String describe(ParameterException mistake) {
    CommandLine command = mistake.getCommandLine();
    if (mistake instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched.getUnmatched().get(0), command);
    }
    String message = String.valueOf(mistake.getMessage());
    return (message.endsWith(".") ? message : message + ".") + seeHelp(command);
  }

  private static String unknown(String typed, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (typed.startsWith("-")) {
      String name = typed.contains("=") ? typed.substring(0, typed.indexOf('=')) : typed;
      return "unknown option " + name + meant(name, optionNames(spec)) + seeHelp(command);
    }
    if (!spec.subcommands().isEmpty()) {
      return "unknown command "
          + typed
          + meant(typed, spec.subcommands().keySet())
          + seeHelp(command);
    }
    return "unexpected argument " + typed + ": nothing was expected here." + seeHelp(command);
  }

  private static String meant(String typed, Collection<String> known) {
    return Spelling.nearest(typed, known)
        .map(name -> ": did you mean " + name + "?")
        .orElse("; expected one of " + String.join(", ", known.stream().sorted().toList()) + ".");
  }

  private static List<String> optionNames(CommandSpec spec) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        names.add(option.longestName());
      }
    }
    return names;
  }

  private static String seeHelp(CommandLine command) {
    return " (see " + command.getCommandSpec().qualifiedName() + " --help)";
  }
}
