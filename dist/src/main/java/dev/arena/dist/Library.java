package dev.arena.dist;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A library as Maven names it.
 *
 * @param group empty if neither the jar nor its name contains it
 */
record Library(String group, String name, String version) {
  private static final Pattern PROPERTIES =
      Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
  private static final Pattern FILE = Pattern.compile("(.+?)-(\\d[^/]*?)(?:-runner)?\\.jar");

  /** The order of libraries by name. */
  static final Comparator<Library> ORDER =
      Comparator.comparing(Library::group)
          .thenComparing(Library::name)
          .thenComparing(Library::version);

  /** The package URL. */
  String purl() {
    return "pkg:maven/%s/%s@%s".formatted(group, name, version);
  }

  /** All libraries that a jar declares: itself, and those shaded into it. */
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
   * The library of a jar: the one inside that has the file's name, otherwise one named after the
   * file and folder.
   *
   * @param inside the result of {@link #inside}
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

  /** Maven's folder is .../NAME/VERSION; the registry's libraries are named GROUP.NAME. */
  private static Library inRepository(Path jar, String name, String version) {
    Path versionFolder = jar.toAbsolutePath().getParent();
    Path nameFolder = versionFolder == null ? null : versionFolder.getParent();
    if (versionFolder != null
        && nameFolder != null
        && jar.getFileName()
            .toString()
            .startsWith(nameFolder.getFileName() + "-" + versionFolder.getFileName())) {
      return new Library(
          groupIn(
              versionFolder.resolve(
                  nameFolder.getFileName() + "-" + versionFolder.getFileName() + ".pom")),
          String.valueOf(nameFolder.getFileName()),
          String.valueOf(versionFolder.getFileName()));
    }
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? new Library("", name, version)
        : new Library(name.substring(0, dot), name.substring(dot + 1), version);
  }

  /** The group (or parent's group) in the POM beside a jar in Maven's repository; empty if none. */
  private static String groupIn(Path pom) {
    if (!Files.isRegularFile(pom)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(pom)) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      Element project = factory.newDocumentBuilder().parse(in).getDocumentElement();
      String parents = "";
      for (Node node = project.getFirstChild(); node != null; node = node.getNextSibling()) {
        if (node.getNodeName().equals("groupId")) {
          return node.getTextContent().strip();
        }
        if (node instanceof Element parent && node.getNodeName().equals("parent")) {
          parents = parent.getElementsByTagName("groupId").item(0).getTextContent().strip();
        }
      }
      return parents;
    } catch (IOException | ParserConfigurationException | SAXException unreadable) {
      throw new UserException(
          "%s cannot be read: %s; expected the POM of a library. Delete its folder and build again, so that Maven downloads it."
              .formatted(pom, unreadable.getMessage()),
          unreadable);
    }
  }
}
