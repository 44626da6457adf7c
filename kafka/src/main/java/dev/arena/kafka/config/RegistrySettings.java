package dev.arena.kafka.config;

import static io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig.CLIENT_NAMESPACE;
import static io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig.USER_INFO_CONFIG;

import dev.arena.cli.config.Configuration;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import java.util.HashMap;
import java.util.Map;

/** The configuration of Confluent's registry client and serializers. */
public final class RegistrySettings {
  private static final String TLS = CLIENT_NAMESPACE + "ssl.";
  private static final String SOURCE = SchemaRegistryClientConfig.BASIC_AUTH_CREDENTIALS_SOURCE;

  private RegistrySettings() {}

  /**
   * The settings under {@code registry.}, under the client's names: {@code url} and {@code ssl.*}
   * get the prefix {@code schema.registry.}, and all others keep their names. The user and password
   * come from {@code basic.auth.user.info} or else from the URL. The client, which may log its URL,
   * gets one without them.
   */
  public static Map<String, Object> of(Configuration configuration) {
    int timeoutMillis = (int) configuration.get(KafkaKeys.START_TIMEOUT).toMillis();
    Map<String, Object> settings = new HashMap<>();
    settings.put(SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, timeoutMillis);
    settings.put(SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, timeoutMillis);
    ClientKeys.registry(configuration)
        .forEach(
            (name, value) ->
                settings.put(name.startsWith("ssl.") ? CLIENT_NAMESPACE + name : name, value));
    settings.remove("url");
    RegistryUrls urls = configuration.get(KafkaKeys.REGISTRY_URL);
    settings.put(CLIENT_NAMESPACE + "url", urls.text());
    String user = urls.userInfo();
    if (user != null && "URL".equals(settings.getOrDefault(SOURCE, "URL"))) {
      settings.putIfAbsent(USER_INFO_CONFIG, user);
      settings.remove(SOURCE);
    }
    if (settings.keySet().stream().anyMatch(name -> name.startsWith(TLS))) {
      // without this, a client with any TLS setting accepts the certificate of any host
      settings.putIfAbsent(TLS + "endpoint.identification.algorithm", "https");
    }
    if (settings.containsKey(USER_INFO_CONFIG)) {
      settings.putIfAbsent(SOURCE, "USER_INFO");
    }
    settings.put("auto.register.schemas", configuration.get(KafkaKeys.REGISTRY_REGISTER));
    return settings;
  }
}
