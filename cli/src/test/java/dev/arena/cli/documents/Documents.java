package dev.arena.cli.documents;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The Markdown files of the repository, and its other files by the endings of their names. */
public final class Documents {
  /** The repository's folder. */
  public static final Path ROOT =
      Path.of(System.getProperty("arena.root", "..")).toAbsolutePath().normalize();

  /**
   * The repository's folders. Others, such as training runs, Python environments and notes, are not
   * part of it.
   */
  private static final Set<String> FOLDERS =
      Set.of(
          ".github",
          "benchmarks",
          "cli",
          "deploy",
          "dist",
          "docs",
          "examples",
          "kafka",
          "lab",
          "local",
          "models",
          "schemas",
          "statistics",
          "servers",
          "streamer",
          "trainer",
          "votes");

  private static final Set<String> NOT_OURS = Set.of("target", "node_modules");

  private Documents() {}

  /** All of them. */
  public static List<Document> all() throws IOException {
    List<Document> documents = new ArrayList<>();
    for (Path file : files(".md")) {
      documents.add(Document.of(ROOT.relativize(file).toString(), Files.readString(file)));
    }
    return documents;
  }

  /** The files of the repository whose names have one of these endings. */
  public static List<Path> files(String... endings) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean ours =
                folder.equals(ROOT)
                    || (ROOT.equals(folder.getParent())
                        ? FOLDERS.contains(name)
                        : !(name.startsWith(".") || NOT_OURS.contains(name)));
            return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (Stream.of(endings).anyMatch(file.toString()::endsWith)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /**
   * Those that describe the current state: all except the changelog and the decisions, which
   * describe earlier states.
   */
  public static List<Document> ofToday() throws IOException {
    return all().stream()
        .filter(document -> !document.path().matches("CHANGELOG\\.md|docs/decisions/\\d.*"))
        .toList();
  }
}
