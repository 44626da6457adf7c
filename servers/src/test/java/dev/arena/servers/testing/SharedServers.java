package dev.arena.servers.testing;

import dev.arena.servers.LocalServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a broker and a registry, started once for all test classes of this JVM. Tests are
 * kept apart by the names of their topics.
 */
public final class SharedServers implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalServers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedServers.class))
        .getOrComputeIfAbsent("servers", key -> new Running(), Running.class)
        .servers;
  }

  private static final class Running implements AutoCloseable {
    private final Path directory;
    private final LocalServers servers;

    Running() {
      try {
        directory = Files.createTempDirectory("arena-servers-");
        servers = LocalServers.start(directory);
      } catch (IOException unwritable) {
        throw new UncheckedIOException(unwritable);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }

    @Override
    public void close() throws IOException {
      servers.kill();
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
