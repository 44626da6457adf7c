package dev.arena.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The content of a distribution archive: each library once, and a class path for each module.
 *
 * @param suffix suffix of the archive's name
 * @param modules the modules whose commands it contains
 */
record Content(String suffix, List<String> modules) {
  /** All commands except those that build Arena. */
  static final Content FULL =
      new Content("", List.of("streamer", "votes", "console", "trainer", "local", "lab"));

  /** The services and the commands that work against a cluster. */
  static final Content SLIM = new Content("-slim", List.of("streamer", "votes", "console"));

  /** RocksDB, 73 MB: only the state stores of Kafka Streams need it. */
  private static final String ROCKSDB = "rocksdbjni-";

  /** The modules that run the service with state stores. */
  private static final Set<String> WITH_STORES = Set.of("votes", "local", "lab");

  private static final Path SYSTEMD = Path.of("deploy", "systemd");

  Content {
    modules = List.copyOf(modules);
  }

  /** The folder that the archive unpacks into. */
  String folder() {
    return "arena-" + ArenaVersion.current() + suffix;
  }

  String fileName() {
    return folder() + ".tar.gz";
  }

  /**
   * Gathers the files.
   *
   * @param home the source folder, with its modules built
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
    files.add("completion/arena.bash", completion(home));
    files.addTree("systemd", home.resolve(SYSTEMD));
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
    files.add("sbom.json", new Sbom(version, licences).of(files));
    return files;
  }

  /** The shell completion script that the launcher prints. */
  private static String completion(Path home) throws IOException, InterruptedException {
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

  private static List<Path> classPath(Path home, String module, String version) {
    Path target = home.resolve(module).resolve("target");
    List<Path> jars = new ArrayList<>();
    jars.add(target.resolve("arena-%s-%s.jar".formatted(module, version)));
    try {
      Arrays.stream(Files.readString(target.resolve("classpath")).strip().split(File.pathSeparator))
          .map(Path::of)
          .filter(
              jar ->
                  WITH_STORES.contains(module) || !jar.getFileName().toString().startsWith(ROCKSDB))
          .forEach(jars::add);
    } catch (IOException unbuilt) {
      throw new UncheckedIOException(unbuilt);
    }
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new UserException(
            jar
                + " is not a jar; expected a jar from the build of "
                + module
                + ". Pack with ./arena dist, which builds first.");
      }
    }
    return jars;
  }

  /**
   * The software bill of materials of an archive, in CycloneDX 1.6 JSON. It is generated from the
   * jars: each has its SHA-256, and the libraries shaded into it are nested components.
   */
  static final class Sbom {
    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final Pattern LICENCE =
        Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| ([^|]+) \\|$");

    private final String version;

    /** Licences by group and name, such as {@code org.slf4j:slf4j-api}. */
    private final Map<String, List<String>> licences;

    /**
     * @param licences the page {@code docs/reference/licences.md}
     */
    Sbom(String version, Path licences) throws IOException {
      this.version = version;
      this.licences =
          LICENCE
              .matcher(Files.readString(licences))
              .results()
              .collect(
                  Collectors.toMap(
                      row -> row.group(1),
                      row -> List.of(row.group(2).split(", ")),
                      (first, second) -> first));
    }

    /** Lists all jars among the files. */
    String of(ArchiveFiles files) throws IOException {
      ObjectNode bom = JSON.createObjectNode();
      bom.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
      ObjectNode arena = bom.putObject("metadata").putObject("component");
      arena.put("type", "application").put("bom-ref", "arena");
      arena.put("group", "dev.arena").put("name", "arena").put("version", version);
      ArrayNode components = bom.putArray("components");
      for (Map.Entry<String, ArchiveFiles.Entry> file : files.all().entrySet()) {
        Path source = file.getValue().source();
        if (source != null && file.getKey().endsWith(".jar")) {
          addJar(components, file.getKey(), source, ReproducibleArchive.sha256(file.getValue()));
        }
      }
      return JSON.writeValueAsString(bom).replace("\r\n", "\n") + "\n";
    }

    private void addJar(ArrayNode components, String file, Path jar, String sha256)
        throws IOException {
      List<Library> inside = Library.inside(jar);
      Library library = Library.of(jar, inside);
      ObjectNode component = components.addObject();
      describe(component, library, file);
      component.putObject("evidence").putArray("occurrences").addObject().put("location", file);
      component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256);
      List<Library> shaded =
          inside.stream().filter(each -> !each.equals(library)).sorted(Library.ORDER).toList();
      if (!shaded.isEmpty()) {
        ArrayNode parts = component.putArray("components");
        shaded.forEach(each -> describe(parts.addObject(), each, file + "!" + each.purl()));
      }
    }

    private void describe(ObjectNode component, Library library, String reference) {
      component.put("type", "library").put("bom-ref", reference);
      if (!library.group().isEmpty()) {
        component.put("group", library.group());
      }
      component.put("name", library.name()).put("version", library.version());
      List<String> names =
          library.group().equals("dev.arena")
              ? List.of("Apache-2.0")
              : licences.getOrDefault(library.group() + ":" + library.name(), List.of());
      if (!names.isEmpty()) {
        ArrayNode list = component.putArray("licenses");
        names.forEach(name -> list.addObject().putObject("license").put("name", name));
      }
      if (!library.group().isEmpty()) {
        component.put("purl", library.purl());
      }
    }
  }
}
