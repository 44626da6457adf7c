package dev.arena.models.documents;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The Markdown files of the repository. */
public final class Documents {
  /** The repository's folder. */
  public static final Path ROOT =
      Path.of(System.getProperty("arena.root", "..")).toAbsolutePath().normalize();

  /** Others are not the repository's: a run of the trainer, an environment of Python's, notes. */
  private static final Set<String> FOLDERS =
      Set.of(
          "benchmarks",
          "deploy",
          "docs",
          "examples",
          "local",
          "models",
          "schemas",
          "streamer",
          "trainer");

  private static final Set<String> NOT_OURS = Set.of("target", "node_modules");

  private Documents() {}

  /** All of them. */
  public static List<Document> all() throws IOException {
    List<Document> documents = new ArrayList<>();
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
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".md")) {
              documents.add(Document.of(ROOT.relativize(file).toString(), Files.readString(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return documents;
  }

  /**
   * Those that say what is true today: all but the history of changes, and the decisions, which say
   * what was true before them.
   */
  public static List<Document> ofToday() throws IOException {
    return all().stream()
        .filter(document -> !document.path().matches("CHANGELOG\\.md|docs/decisions/\\d.*"))
        .toList();
  }
}
