package dev.arena.streamer.config;

import dev.arena.models.config.Configuration;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import java.util.HashMap;
import java.util.Map;

/** What Confluent's registry client and serializers are configured with. */
public final class RegistrySettings {
  private static final String PREFIX = "registry.";
  private static final String TLS = "schema.registry.ssl.";
  private static final String USER_INFO = "basic.auth.user.info";

  private RegistrySettings() {}

  /**
   * The settings under {@code registry.}, as the client names them: {@code url} and {@code ssl.*}
   * get the prefix {@code schema.registry.}, all others stay as they are. A user's name and
   * password are used when they are given, though the client wants to be told so.
   */
  public static Map<String, Object> of(Configuration configuration) {
    int timeoutMillis = (int) configuration.get(StreamerKeys.START_TIMEOUT).toMillis();
    Map<String, Object> settings = new HashMap<>();
    settings.put(SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, timeoutMillis);
    settings.put(SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, timeoutMillis);
    configuration
        .under(PREFIX)
        .forEach(
            (name, value) -> {
              boolean prefixed = name.equals("url") || name.startsWith("ssl.");
              settings.put(prefixed ? "schema.registry." + name : name, value);
            });
    if (settings.keySet().stream().anyMatch(name -> name.startsWith(TLS))) {
      // once it is told anything about TLS, the client takes a certificate of any host otherwise
      settings.putIfAbsent(TLS + "endpoint.identification.algorithm", "https");
    }
    if (settings.containsKey(USER_INFO)) {
      settings.putIfAbsent("basic.auth.credentials.source", "USER_INFO");
    }
    settings.put("auto.register.schemas", configuration.get(StreamerKeys.REGISTRY_REGISTER));
    return settings;
  }
}
