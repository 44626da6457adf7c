package dev.arena.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.CommandRunner;
import dev.arena.cli.ReplaceOption;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.schemas.file.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code arena dist} command, which packs the built modules into an archive. */
@Command(
    name = "dist",
    description = {
      "Packs Arena into one archive that needs a Java runtime (JRE) 17 or newer, and nothing else.",
      "",
      "  ./arena dist",
      "  ./arena dist --slim",
      "",
      "Unpack the archive into any folder and run bin/arena there. It contains the shipped model, the"
          + " schemas, the sample, the shell completion, licences, an SBOM (sbom.json), and"
          + " SHA256SUMS. The same sources give the same bytes. The archive runs on"
          + " machines with the same operating system and processor as this one.",
      ""
    },
    mixinStandardHelpOptions = true)
final class DistCommand implements Callable<Integer> {
  @Option(
      names = "--slim",
      description =
          "Only the commands that work against a cluster, without training (and PyTorch) and"
              + " without the local Kafka and schema registry.")
  private boolean slim;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where to write the archive (default: target/arena-VERSION.tar.gz, or"
              + " arena-VERSION-slim.tar.gz); its checksum is written to FILE.sha256. The default"
              + " FILE is always replaced.")
  private @Nullable Path out;

  @Mixin private ReplaceOption replace = new ReplaceOption();

  DistCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("arena.home", "")).toAbsolutePath();
    Content content = slim ? Content.SLIM : Content.FULL;
    Path archive = out != null ? out : home.resolve("target").resolve(content.fileName());
    Path folder = archive.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    OutputFile.folderOf(archive);
    OutputFile.requireNew(archive, replace.given() || out == null);
    ArchiveFiles files = content.files(home, ArenaVersion.current());
    String checksum = ReproducibleArchive.write(archive, content.folder(), files);
    AtomicFile.write(
        archive.resolveSibling(archive.getFileName() + ".sha256"),
        (checksum + "  " + archive.getFileName() + "\n").getBytes(UTF_8));
    System.err.printf(
        Locale.ROOT,
        "arena: packed %d files, %.0f MB; to use it: tar xzf %s && %s/bin/arena%n",
        files.all().size(),
        Files.size(archive) / 1e6,
        archive,
        content.folder());
    System.out.println(archive);
    return CommandRunner.DONE;
  }
}
