package dev.arena.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A library as Maven names it.
 *
 * @param group empty where neither the jar nor its name tells it
 */
record Library(String group, String name, String version) {
  private static final Pattern PROPERTIES =
      Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
  private static final Pattern FILE = Pattern.compile("(.+?)-(\\d[^/]*?)(?:-runner)?\\.jar");

  /** In the order of their names. */
  static final Comparator<Library> ORDER =
      Comparator.comparing(Library::group)
          .thenComparing(Library::name)
          .thenComparing(Library::version);

  /** As package URL. */
  String purl() {
    return "pkg:maven/%s/%s@%s".formatted(group, name, version);
  }

  /** All libraries that a jar says are in it: itself, and what was shaded into it. */
  static List<Library> inside(Path jar) throws IOException {
    List<Library> found = new ArrayList<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().sorted(Comparator.comparing(ZipEntry::getName)).toList()) {
        if (PROPERTIES.matcher(entry.getName()).matches()) {
          Properties properties = new Properties();
          try (InputStream in = zip.getInputStream(entry)) {
            properties.load(in);
          }
          found.add(
              new Library(
                  properties.getProperty("groupId", ""),
                  properties.getProperty("artifactId", ""),
                  properties.getProperty("version", "")));
        }
      }
    }
    return found;
  }

  /**
   * The library that a jar is: the one inside whose name the file has, else what file and folder
   * say.
   *
   * @param inside what {@link #inside} finds
   */
  static Library of(Path jar, List<Library> inside) {
    String file = String.valueOf(jar.getFileName());
    for (Library each : inside) {
      String stem = each.name() + "-" + each.version();
      if (file.equals(stem + ".jar")
          || file.startsWith(stem + "-")
          || file.equals(each.group() + "." + stem + ".jar")) {
        return each;
      }
    }
    Matcher name = FILE.matcher(file);
    if (!name.matches()) {
      return new Library("", file.replaceFirst("\\.jar$", ""), "");
    }
    return inRepository(jar, name.group(1), name.group(2));
  }

  /** Maven's folder for it is GROUP/NAME/VERSION; the registry's libraries are GROUP.NAME. */
  private static Library inRepository(Path jar, String name, String version) {
    Path versionFolder = jar.toAbsolutePath().getParent();
    Path nameFolder = versionFolder == null ? null : versionFolder.getParent();
    if (versionFolder != null
        && nameFolder != null
        && jar.getFileName()
            .toString()
            .startsWith(nameFolder.getFileName() + "-" + versionFolder.getFileName())) {
      return new Library(
          groupOf(nameFolder.getParent()),
          String.valueOf(nameFolder.getFileName()),
          String.valueOf(versionFolder.getFileName()));
    }
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? new Library("", name, version)
        : new Library(name.substring(0, dot), name.substring(dot + 1), version);
  }

  private static String groupOf(@Nullable Path folder) {
    if (folder == null) {
      return "";
    }
    String path = folder.toString().replace('\\', '/');
    int repository = path.lastIndexOf("/repository/");
    return repository < 0
        ? String.valueOf(folder.getFileName())
        : path.substring(repository + "/repository/".length()).replace('/', '.');
  }
}
