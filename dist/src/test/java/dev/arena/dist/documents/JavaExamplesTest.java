package dev.arena.dist.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Documents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java in the how-to pages, which must compile as is. */
@Tag("docs")
final class JavaExamplesTest {
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"produce.md", "consume.md", "rank-models.md"})
  void theExampleCompiles(String page) throws IOException {
    var block =
        EXAMPLE.matcher(Files.readString(Documents.ROOT.resolve("docs/how-to").resolve(page)));
    assertThat(block.find()).isTrue();
    String imports =
        block.group(1).lines().filter(line -> line.startsWith("import ")).collect(lines());
    String body =
        block.group(1).lines().filter(line -> !line.startsWith("import ")).collect(lines());
    Path source =
        Files.writeString(
            folder.resolve("Example.java"),
            "%s\nclass Example { static void main() throws Exception {\n%s\n}}\n"
                .formatted(imports, body));
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());

    assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static Collector<CharSequence, ?, String> lines() {
    return Collectors.joining("\n");
  }
}
