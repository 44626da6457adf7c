package dev.arena.dist;

import dev.arena.cli.ArenaVersion;
import dev.arena.schemas.failure.UserException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an archive holds: each library once, and for each module the list of those it needs.
 *
 * @param suffix of the archive's name
 * @param modules whose commands it has
 */
record Content(String suffix, List<String> modules) {
  /** All commands but those that build. */
  static final Content FULL = new Content("", List.of("streamer", "trainer", "local", "lab"));

  /** The commands that work against a cluster. */
  static final Content SLIM = new Content("-slim", List.of("streamer"));

  /** Kafka Streams keeps tables there, and Arena has none: 73 MB. */
  private static final String UNUSED = "rocksdbjni-";

  private static final Path SERVICE = Path.of("deploy", "systemd", "arena-stream.service");

  Content {
    modules = List.copyOf(modules);
  }

  /** The folder that the archive unpacks to. */
  String folder() {
    return "arena-" + ArenaVersion.current() + suffix;
  }

  String fileName() {
    return folder() + ".tar.gz";
  }

  /**
   * Gathers the files.
   *
   * @param home the folder of the sources, with its modules built
   * @throws UserException if a module is not built, or two libraries have the same name
   */
  ArchiveFiles files(Path home, String version) throws IOException, InterruptedException {
    ArchiveFiles files = new ArchiveFiles();
    files.addExecutable("bin/arena", home.resolve("arena"));
    files.add("VERSION", version + "\n");
    for (String name : List.of("LICENSE", "NOTICE")) {
      files.add(name, home.resolve(name));
    }
    Path licences = home.resolve("docs/reference/licences.md");
    files.add("licences.md", licences);
    files.add("completion/arena.bash", Completion.print(home));
    files.add("systemd/" + SERVICE.getFileName(), home.resolve(SERVICE));
    files.addTree("models/default", home.resolve("models/default"));
    files.addTree("schemas", home.resolve("schemas/src/main/avro"));
    try (Stream<Path> samples = Files.list(home.resolve("examples"))) {
      samples
          .filter(sample -> sample.toString().endsWith(".csv"))
          .forEach(sample -> files.add("examples/" + sample.getFileName(), sample));
    }
    for (String module : modules) {
      List<String> names = new ArrayList<>();
      for (Path jar : classPath(home, module, version)) {
        files.add("lib/" + jar.getFileName(), jar);
        names.add(jar.getFileName() + "\n");
      }
      files.add("lib/" + module + ".classpath", String.join("", names));
    }
    if (modules.contains("local")) {
      files.addTree("lib/registry", home.resolve("servers/target/registry"));
    }
    Sbom sbom = new Sbom(version, LicenceTable.read(licences));
    files.add("sbom.json", sbom.of(files));
    return files;
  }

  private static List<Path> classPath(Path home, String module, String version) {
    Path target = home.resolve(module).resolve("target");
    List<Path> jars = new ArrayList<>();
    jars.add(target.resolve("arena-%s-%s.jar".formatted(module, version)));
    try {
      Arrays.stream(Files.readString(target.resolve("classpath")).strip().split(File.pathSeparator))
          .map(Path::of)
          .filter(jar -> !jar.getFileName().toString().startsWith(UNUSED))
          .forEach(jars::add);
    } catch (IOException unbuilt) {
      throw new UncheckedIOException(unbuilt);
    }
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new UserException(
            jar
                + " is not a jar; expected what the build of "
                + module
                + " makes. Pack with ./arena dist, which builds first.");
      }
    }
    return jars;
  }
}
