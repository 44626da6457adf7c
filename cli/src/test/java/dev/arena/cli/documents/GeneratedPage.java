package dev.arena.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of the documentation that is generated from the code, in whole or in part. A test compares
 * it with the code, and regenerates it when {@code -Darena.docs.write=true} is given.
 *
 * <p>A part begins with a line {@code <!-- generated: NAME -->} and ends before the next {@code
 * <!-- end of NAME -->}; the rest is written by hand.
 */
public final class GeneratedPage {
  /** Regenerates all pages. */
  static final String COMMAND = "./arena test -pl dist -am -Dgroups=docs -Darena.docs.write=true";

  private final Path file;
  private final boolean writes;

  /** A page. Its path is relative to the repository's folder. */
  public GeneratedPage(String path) {
    this(Documents.ROOT.resolve(path), Boolean.getBoolean("arena.docs.write"));
  }

  GeneratedPage(Path file, boolean writes) {
    this.file = file;
    this.writes = writes;
  }

  /** Fails unless the whole page is {@code expected}. */
  public void assertIs(String expected) throws IOException {
    if (writes) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file)).as(outdated("it")).isEqualTo(expected);
  }

  /** Fails unless the part of this name is {@code expected}. */
  public void assertPartIs(String name, String expected) throws IOException {
    String page = Files.readString(file);
    String first = "<!-- generated: %s -->\n".formatted(name);
    String last = "<!-- end of %s -->\n".formatted(name);
    int start = page.indexOf(first);
    int end = page.indexOf(last);
    assertThat(start >= 0 && start < end)
        .as("%s has the line %sfollowed by %s", file, first, last)
        .isTrue();
    String found = page.substring(start + first.length(), end);
    if (writes && !found.equals(expected)) {
      Files.writeString(
          file, page.substring(0, start + first.length()) + expected + page.substring(end));
      return;
    }
    assertThat(found).as(outdated("part " + name)).isEqualTo(expected);
  }

  private String outdated(String what) {
    return "%s: %s differs from the code. Regenerate all such pages: %s"
        .formatted(file, what, COMMAND);
  }
}
