package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.TinyBundle;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library's example is compiled and run as it appears in the documents. */
class ReadmeExampleTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n((?:(?!```).)*PreferenceScorer.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"models/README.md", "README.md"})
  void theExampleCompilesAndPrintsProbabilities(String document) throws Exception {
    Path file = Path.of(System.getProperty("arena.root")).resolve(document);
    Matcher block = EXAMPLE.matcher(Files.exists(file) ? Files.readString(file) : "");
    assertThat(block.find()).as("%s shows the library in Java", file).isTrue();
    assertThat(block.group(1)).contains("Path.of(\"models/default\")");
    Path bundle = TinyBundle.write(directory.resolve("tiny"));

    String output = run(block.group(1).replace("models/default", bundle.toString()));

    assertThat(output).contains("Probabilities[a=0.");
  }

  /**
   * Puts the imports before a class with a main method, and the other lines into it. Adds the
   * imports that any editor would add.
   */
  private String run(String example) throws Exception {
    StringBuilder imports = new StringBuilder();
    StringBuilder body = new StringBuilder();
    example
        .lines()
        .forEach(line -> (line.startsWith("import ") ? imports : body).append(line).append('\n'));
    Path source =
        Files.writeString(
            directory.resolve("Example.java"),
            "import dev.arena.models.*; import dev.arena.schemas.*;"
                + " import java.nio.file.Path; import java.util.List;\n"
                + imports
                + "public class Example { public static void main(String[] a) throws Exception {\n"
                + body
                + "}}\n");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());
    assertThat(status).as("javac on the README's example").isZero();
    return printed();
  }

  private String printed() throws Exception {
    java.io.PrintStream before = System.out;
    java.io.ByteArrayOutputStream captured = new java.io.ByteArrayOutputStream();
    System.setOut(new java.io.PrintStream(captured, true));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } catch (InvocationTargetException e) {
      throw new AssertionError("the README's example failed", e.getCause());
    } finally {
      System.setOut(before);
    }
    return captured.toString();
  }
}
