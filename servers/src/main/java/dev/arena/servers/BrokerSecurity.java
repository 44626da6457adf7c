package dev.arena.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The security settings of a local broker: TLS or SASL listeners in addition to the plaintext
 * listener, and other settings such as an authorizer. Clients of the plaintext listener are {@code
 * User:ANONYMOUS}.
 *
 * @param listeners the security protocol of each additional listener by its name, for example
 *     {@code SSL} for {@code MTLS}
 * @param settings additional broker settings under their Kafka names
 */
public record BrokerSecurity(Map<String, String> listeners, Map<String, String> settings) {
  /** No security: only the plaintext listener, open to all clients. */
  public static final BrokerSecurity NONE = new BrokerSecurity(Map.of(), Map.of());

  public BrokerSecurity {
    listeners = Map.copyOf(listeners);
    settings = Map.copyOf(settings);
  }

  /** Returns a free port for each listener. */
  Map<String, Integer> freePorts() {
    Map<String, Integer> ports = new TreeMap<>();
    listeners.keySet().forEach(name -> ports.put(name, Ports.free()));
    return ports;
  }

  /** Writes the properties file that {@link KafkaBroker} reads, and creates its folder. */
  void write(Path file, Map<String, Integer> ports) {
    Properties properties = new Properties();
    properties.putAll(settings);
    if (!ports.isEmpty()) {
      String addresses = join(ports, name -> "://127.0.0.1:" + ports.get(name));
      properties.setProperty("listeners", addresses);
      properties.setProperty("advertised.listeners", addresses);
      properties.setProperty(
          "listener.security.protocol.map", join(ports, name -> ":" + listeners.get(name)));
    }
    try {
      Files.createDirectories(file.getParent());
      try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        properties.store(writer, null);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Returns the listeners and the number of settings, because settings can contain passwords. */
  @Override
  public String toString() {
    return "BrokerSecurity[%s, %d settings]".formatted(listeners, settings.size());
  }

  private static String join(Map<String, Integer> ports, Function<String, String> suffix) {
    return ports.keySet().stream()
        .map(name -> name + suffix.apply(name))
        .collect(Collectors.joining(","));
  }
}
