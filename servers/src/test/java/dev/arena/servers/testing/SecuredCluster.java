package dev.arena.servers.testing;

import static dev.arena.servers.testing.Certificates.Holder.BROKER;
import static dev.arena.servers.testing.Certificates.Holder.ELSEWHERE;
import static dev.arena.servers.testing.Certificates.Holder.EXPIRED;
import static dev.arena.servers.testing.Certificates.Holder.SCORER;
import static dev.arena.servers.testing.Certificates.PASSWORD;

import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.BrokerSecurity;
import dev.arena.servers.LocalServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A broker and a registry with certificates, users, and an authorizer that denies whatever no ACL
 * allows; started once for all test classes of this JVM. Tests themselves use the plain listener,
 * on which they may do everything.
 */
public final class SecuredCluster implements AutoCloseable {
  /** Held by a class that uses the cluster: what one allows or forbids applies to all. */
  public static final String LOCK = "secured cluster";

  /**
   * The order of such a class. One thread takes classes from the end, and the others from the
   * beginning, so these classes run one after another and no thread waits for the lock.
   */
  public static final int LAST = Integer.MAX_VALUE;

  /** May do what ACLs allow. */
  public static final String USER = "scorer";

  /** May do everything. */
  public static final String OPERATOR = "operator";

  public static final String USER_PASSWORD = "canary-user-password";

  private static final String JAAS =
      "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\""
          + " password=\"%s\";";

  private final Path directory;
  private final Certificates certificates;
  private final LocalServers servers;

  private SecuredCluster() throws Exception {
    directory = Files.createTempDirectory("arena-secured-");
    certificates = new Certificates(directory);
    servers = LocalServers.start(directory, security());
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()))) {
      List<UserScramCredentialAlteration> users =
          Stream.of(USER, OPERATOR)
              .<UserScramCredentialAlteration>map(
                  name ->
                      new UserScramCredentialUpsertion(
                          name,
                          new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                          USER_PASSWORD))
              .toList();
      admin.alterUserScramCredentials(users).all().get(1, TimeUnit.MINUTES);
    }
    Eventually.holds(this::usersAreKnown, () -> "the broker does not know its users");
  }

  /** The broker knows users only some time after it has confirmed that they are written. */
  private boolean usersAreKnown() throws Exception {
    for (String user : List.of(USER, OPERATOR)) {
      Map<String, Object> settings = new HashMap<>();
      scram(user, USER_PASSWORD)
          .forEach((key, value) -> settings.put(key.substring("kafka.".length()), value));
      try (Admin admin = Admin.create(settings)) {
        admin.describeCluster().nodes().get(1, TimeUnit.MINUTES);
      } catch (ExecutionException refused) {
        if (refused.getCause() instanceof SaslAuthenticationException) {
          return false;
        }
        throw refused;
      }
    }
    return true;
  }

  public LocalServers servers() {
    return servers;
  }

  public Certificates certificates() {
    return certificates;
  }

  /** A client's settings for TLS on a listener: MTLS asks for a certificate, TLS does not. */
  public Map<String, String> tls(String listener) throws Exception {
    Map<String, String> settings = new TreeMap<>();
    settings.put("kafka.bootstrap.servers", servers.kafka().bootstrapServers(listener));
    settings.put("kafka.security.protocol", "SSL");
    settings.put("kafka.ssl.truststore.location", certificates.trustStore().toString());
    settings.put("kafka.ssl.truststore.password", PASSWORD);
    return settings;
  }

  /** With the certificate of the scorer, which may do everything. */
  public Map<String, String> mutualTls() throws Exception {
    Map<String, String> settings = tls("MTLS");
    settings.put("kafka.ssl.keystore.location", certificates.keyStore(SCORER).toString());
    settings.put("kafka.ssl.keystore.password", PASSWORD);
    settings.put("kafka.ssl.key.password", PASSWORD);
    return settings;
  }

  /** With a user's name and password. */
  public Map<String, String> scram(String user, String password) throws Exception {
    Map<String, String> settings = tls("SCRAM");
    settings.put("kafka.security.protocol", "SASL_SSL");
    settings.put("kafka.sasl.mechanism", "SCRAM-SHA-512");
    settings.put("kafka.sasl.jaas.config", JAAS.formatted(user, password));
    return settings;
  }

  private BrokerSecurity security() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("ssl.keystore.location", certificates.keyStore(BROKER).toString());
    settings.put("ssl.keystore.password", PASSWORD);
    settings.put("ssl.key.password", PASSWORD);
    settings.put("ssl.truststore.location", certificates.trustStore().toString());
    settings.put("ssl.truststore.password", PASSWORD);
    settings.put("listener.name.mtls.ssl.client.auth", "required");
    for (Certificates.Holder wrong : List.of(EXPIRED, ELSEWHERE)) {
      settings.put(
          "listener.name." + wrong.name().toLowerCase(Locale.ROOT) + ".ssl.keystore.location",
          certificates.keyStore(wrong).toString());
    }
    settings.put("listener.name.scram.sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put(
        "listener.name.scram.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS;User:CN=scorer;User:" + OPERATOR);
    Map<String, String> listeners =
        Map.of(
            "TLS", "SSL", "MTLS", "SSL", "EXPIRED", "SSL", "ELSEWHERE", "SSL", "SCRAM", "SASL_SSL");
    return new BrokerSecurity(listeners, settings);
  }

  @Override
  public void close() throws Exception {
    servers.kill();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  /** Passes the cluster to tests. */
  public static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SecuredCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(SecuredCluster.class))
          .getOrComputeIfAbsent("cluster", key -> started(), SecuredCluster.class);
    }

    private static SecuredCluster started() {
      try {
        return new SecuredCluster();
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }
}
