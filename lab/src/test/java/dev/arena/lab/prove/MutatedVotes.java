package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Documents;
import dev.arena.servers.LocalService;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;

/** The votes service with one line changed. */
public final class MutatedVotes {
  private static final String MAIN = "dev.arena.votes.VotesMain";
  private static final Path SOURCES =
      Documents.ROOT.resolve(Path.of("votes", "src", "main", "java"));

  private MutatedVotes() {}

  /** A change. */
  enum Mutant {
    NO_DEDUPLICATION("join/VoteRules", "vote.sameAs(current.content())", "vote == null"),
    LAST_ARRIVAL(
        "join/VoteRules", "VoteContent.ORDER.compare(vote, current.content()) > 0", "true"),
    NO_TOMBSTONES("join/Join", "output.tombstone(key, timestamp);", ""),
    BOARDS_KEEP_REMOVED_BATTLES(
        "leaderboard/live/StoredVotes",
        "if (Objects.equals(store.get(text), battle))",
        "if (battle == null || Objects.equals(store.get(text), battle))");

    private final String type;
    private final String line;
    private final String changed;

    /**
     * @param type its source below the package dev.arena.votes
     * @param line a part of its source
     * @param changed what replaces it
     */
    Mutant(String type, String line, String changed) {
      this.type = type;
      this.line = line;
      this.changed = changed;
    }
  }

  /**
   * Compiles a mutant.
   *
   * @param folder where its classes are written
   */
  static LocalService.Program program(Mutant mutant, Path folder) throws IOException {
    Path file = SOURCES.resolve(Path.of("dev", "arena", "votes", mutant.type + ".java"));
    String source = Files.readString(file);
    assertThat(source)
        .as("%s, in which the mutant changes a line", file)
        .containsOnlyOnce(mutant.line);
    Path changed = Files.createDirectories(folder).resolve(file.getFileName());
    Files.writeString(changed, source.replace(mutant.line, mutant.changed));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                changed.toString());
    assertThat(failed).as("errors in the mutant %s", mutant).isZero();
    return new LocalService.Program(
        "votes",
        "the mutant " + mutant,
        MutatedVotes.class.getName(),
        List.of(folder.toString(), "votes", "run"));
  }

  /**
   * Runs the service.
   *
   * @param arguments the folder of the changed classes, followed by the arguments of the launcher
   */
  public static void main(String[] arguments) throws Exception {
    List<URL> path = new ArrayList<>();
    path.add(Path.of(arguments[0]).toUri().toURL());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      path.add(Path.of(entry).toUri().toURL());
    }
    URLClassLoader changed =
        new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(changed);
    Class.forName(MAIN, true, changed)
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }
}
