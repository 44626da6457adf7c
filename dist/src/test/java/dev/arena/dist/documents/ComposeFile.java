package dev.arena.dist.documents;

import dev.arena.cli.documents.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The services and profiles of a compose file, and a check that finds command lines that name
 * others.
 */
record ComposeFile(Set<String> services, Set<String> profiles) {
  private static final Pattern SERVICE = Pattern.compile("(?m)^  ([a-z][\\w-]*):");
  private static final Pattern PROFILES = Pattern.compile("(?m)^ +profiles: \\[([^]]+)\\]");
  private static final Pattern LINE = Pattern.compile("docker compose (?=\\S)");

  private static final Set<String> WITH_A_VALUE =
      Set.of(
          "-f",
          "--file",
          "-p",
          "--env-file",
          "--index",
          "--tail",
          "-n",
          "-t",
          "--timeout",
          "-e",
          "-v");

  /** Subcommands whose arguments are services; below, those whose first argument is one. */
  private static final Set<String> FOR_SERVICES =
      Set.of(
          "up", "down", "stop", "start", "restart", "kill", "rm", "ps", "logs", "build", "pull",
          "top", "config");

  private static final Set<String> IN_A_SERVICE = Set.of("run", "exec", "port", "cp");

  static ComposeFile of(String text) {
    String section = text.substring(text.indexOf("\nservices:\n") + 1);
    Set<String> services = new TreeSet<>();
    Set<String> profiles = new TreeSet<>();
    // up to the next section
    String body = section.replaceFirst("services:\n", "").split("(?m)^[a-z]", 2)[0];
    SERVICE.matcher(body).results().forEach(service -> services.add(service.group(1)));
    PROFILES
        .matcher(body)
        .results()
        .forEach(found -> profiles.addAll(List.of(found.group(1).split(", *", -1))));
    return new ComposeFile(services, profiles);
  }

  /** What is wrong with the lines of {@code docker compose} in a piece of code. */
  List<String> mistakes(String code) {
    List<String> mistakes = new ArrayList<>();
    var line = LINE.matcher(code);
    while (line.find()) {
      check(ShellWords.of(code.substring(line.end())), mistakes);
    }
    return mistakes;
  }

  private void check(List<String> words, List<String> mistakes) {
    String command = "";
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (word.equals("--profile")) {
        expect(profiles, "profile", words.get(++at), mistakes);
      } else if (word.equals("--scale")) {
        expect(services, "service", words.get(++at).replaceFirst("=.*", ""), mistakes);
      } else if (WITH_A_VALUE.contains(word)) {
        at++;
      } else if (word.startsWith("-")) {
        continue;
      } else if (command.isEmpty()) {
        command = word;
        if (!FOR_SERVICES.contains(word) && !IN_A_SERVICE.contains(word)) {
          mistakes.add(": docker compose has no " + word);
          return;
        }
      } else {
        expect(services, "service", word, mistakes);
        if (IN_A_SERVICE.contains(command)) {
          return;
        }
      }
    }
  }

  private static void expect(Set<String> known, String kind, String name, List<String> mistakes) {
    if (!known.contains(name)) {
      mistakes.add(
          ": docker-compose.yml has no %s %s; expected one of %s".formatted(kind, name, known));
    }
  }
}
