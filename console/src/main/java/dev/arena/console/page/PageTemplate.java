package dev.arena.console.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.arena.schemas.text.XmlEscaper;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A Mustache template among this package's resources. It escapes every value, except those in three
 * braces. Immutable and safe for use by many threads.
 */
final class PageTemplate {
  private final Template template;

  private PageTemplate(Template template) {
    this.template = template;
  }

  /**
   * Compiles a template. It may include others, such as {@code {{>turn}}}.
   *
   * @param name of the resource, without {@code .mustache.html}
   */
  static PageTemplate of(String name) {
    try (Reader reader = open(name)) {
      return new PageTemplate(
          Mustache.compiler()
              .withLoader(PageTemplate::open)
              .withEscaper(XmlEscaper::escape)
              .nullValue("")
              .emptyStringIsFalse(true)
              .compile(reader));
    } catch (IOException partOfTheJar) {
      throw new UncheckedIOException(partOfTheJar);
    }
  }

  private static Reader open(String name) {
    return new InputStreamReader(
        Objects.requireNonNull(PageTemplate.class.getResourceAsStream(name + ".mustache.html")),
        StandardCharsets.UTF_8);
  }

  /**
   * Renders the template.
   *
   * @param values a record whose components the template names
   */
  String render(Object values) {
    return template.execute(values);
  }
}
