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
 * A Mustache template among the resources of a page's package. It escapes every value, except those
 * in three braces. Immutable and safe for use by many threads.
 */
public final class PageTemplate {
  private final Template template;

  private PageTemplate(Template template) {
    this.template = template;
  }

  /**
   * Compiles a template. It may include others of the same package, such as {@code {{>turn}}}.
   *
   * @param user a class of the package
   * @param name of the resource, without {@code .mustache.html}
   */
  public static PageTemplate of(Class<?> user, String name) {
    try (Reader reader = open(user, name)) {
      return new PageTemplate(
          Mustache.compiler()
              .withLoader(other -> open(user, other))
              .withEscaper(XmlEscaper::escape)
              .nullValue("")
              .emptyStringIsFalse(true)
              .compile(reader));
    } catch (IOException partOfTheJar) {
      throw new UncheckedIOException(partOfTheJar);
    }
  }

  private static Reader open(Class<?> user, String name) {
    return new InputStreamReader(
        Objects.requireNonNull(user.getResourceAsStream(name + ".mustache.html")),
        StandardCharsets.UTF_8);
  }

  /**
   * Renders the template.
   *
   * @param values a record whose components the template names
   */
  public String render(Object values) {
    return template.execute(values);
  }
}
