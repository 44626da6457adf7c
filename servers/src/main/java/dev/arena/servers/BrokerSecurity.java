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
 * How a local broker is guarded: listeners with TLS or SASL beside the plain one, and whatever else
 * it is told, such as an authorizer. Clients of the plain listener are {@code User:ANONYMOUS}.
 *
 * @param listeners the security protocol of each further listener, by its name, such as {@code
 *     MTLS} with {@code SSL}
 * @param settings of the broker, as Kafka names them
 */
public record BrokerSecurity(Map<String, String> listeners, Map<String, String> settings) {
  /** The plain listener alone, open to everybody. */
  public static final BrokerSecurity NONE = new BrokerSecurity(Map.of(), Map.of());

  public BrokerSecurity {
    listeners = Map.copyOf(listeners);
    settings = Map.copyOf(settings);
  }

  /** A free port for each listener. */
  Map<String, Integer> freePorts() {
    Map<String, Integer> ports = new TreeMap<>();
    listeners.keySet().forEach(name -> ports.put(name, Ports.free()));
    return ports;
  }

  /** Writes what {@link KafkaBroker} reads. */
  void write(Path file, Map<String, Integer> ports) {
    Properties properties = new Properties();
    properties.putAll(settings);
    if (!ports.isEmpty()) {
      String addresses = listed(ports, name -> "://127.0.0.1:" + ports.get(name));
      properties.setProperty("listeners", addresses);
      properties.setProperty("advertised.listeners", addresses);
      properties.setProperty(
          "listener.security.protocol.map", listed(ports, name -> ":" + listeners.get(name)));
    }
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** How many; the settings hold passwords. */
  @Override
  public String toString() {
    return "BrokerSecurity[%s, %d settings]".formatted(listeners, settings.size());
  }

  private static String listed(Map<String, Integer> ports, Function<String, String> ofName) {
    return ports.keySet().stream()
        .map(name -> name + ofName.apply(name))
        .collect(Collectors.joining(","));
  }
}
