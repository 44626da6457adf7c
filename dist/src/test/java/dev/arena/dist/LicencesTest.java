package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The licences page lists the versions that the build uses. */
class LicencesTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));
  private static final Pattern VERSION = Pattern.compile("<([a-z0-9.]+)\\.version>([^<]+)</");

  @Test
  void everyVersionOfTheProductsLibrariesIsOnThePage() throws Exception {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String product =
        pom.substring(
            pom.indexOf("<!-- what the product is made of -->"),
            pom.indexOf("<!-- what checks it -->"));
    String page =
        Files.readString(ROOT.resolve("docs").resolve("reference").resolve("licences.md"));

    assertThat(VERSION.matcher(product).results())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            property ->
                assertThat(page)
                    .as("%s: regenerate the page with the command that it names", property.group(1))
                    .contains(" " + property.group(2) + " "));
  }

  @Test
  void noLibraryIsUnderALicenceThatWouldBindArenaItself() throws Exception {
    Pattern row = Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| ([^|]*) \\|$");
    Pattern accepted = Pattern.compile(".*(Apache-2\\.0|MIT|BSD|Go License|EPL-2\\.0).*");
    String page =
        Files.readString(ROOT.resolve("docs").resolve("reference").resolve("licences.md"));

    assertThat(row.matcher(page).results())
        .hasSizeGreaterThan(50)
        .allSatisfy(library -> assertThat(library.group(2)).as(library.group(1)).matches(accepted));
  }
}
