package dev.arena.kafka.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;

/** Describes why a broker refuses a client: TLS, authentication, or authorization. */
public final class BrokerErrors {
  private static final String GRANT =
      " Grant what docs/how-to/secure.md lists (kafka-acls.sh --add), or check the user in kafka.sasl.jaas.config or kafka.ssl.keystore.location.";

  private BrokerErrors() {}

  /** The rest of a sentence that begins with "the Kafka broker"; null for other failures. */
  public static @Nullable String describe(Throwable thrown) {
    String tls = TlsErrors.KAFKA.describe(thrown);
    if (tls != null) {
      return tls;
    }
    for (Throwable cause : Causes.of(thrown)) {
      if (cause instanceof SslAuthenticationException) {
        return TlsErrors.KAFKA.handshakeFailed(cause);
      }
      if (cause instanceof AuthenticationException) {
        return "rejected this client's authentication (%s); expected credentials and a mechanism that it accepts. Check kafka.sasl.jaas.config, kafka.sasl.mechanism and kafka.security.protocol."
            .formatted(cause.getMessage());
      }
      if (cause instanceof AuthorizationException refusal) {
        return "gives this user no right to %s; expected the rights that this command needs."
                .formatted(right(refusal))
            + GRANT;
      }
    }
    return null;
  }

  /** Whether the user has no rights at all on a topic that it requested. */
  public static boolean isTopicRefused(Throwable thrown) {
    return Causes.include(thrown, TopicAuthorizationException.class);
  }

  /**
   * Like {@link #describe(Throwable)}, for rights that are known to be missing.
   *
   * @param needed what the user must be allowed to do with each topic
   * @param granted what it may do; a missing topic counts as granted
   */
  public static @Nullable String missing(
      Map<String, Set<AclOperation>> needed, Map<String, Set<AclOperation>> granted) {
    List<String> missing = new ArrayList<>();
    new TreeMap<>(needed)
        .forEach(
            (topic, uses) -> {
              Set<AclOperation> may = granted.get(topic);
              String lacked =
                  uses.stream()
                      .filter(use -> may != null && !may.contains(use))
                      .map(BrokerErrors::operation)
                      .sorted()
                      .collect(Collectors.joining(" and "));
              if (!lacked.isEmpty()) {
                missing.add(lacked + " topic " + topic);
              }
            });
    return missing.isEmpty()
        ? null
        : "gives this user no right to %s; expected the rights that this command needs."
                .formatted(String.join(", ", missing))
            + GRANT;
  }

  private static String right(AuthorizationException refusal) {
    if (refusal instanceof TopicAuthorizationException topics) {
      Set<String> names = topics.unauthorizedTopics();
      return names.isEmpty() ? "that topic" : "topic " + String.join(", ", new TreeSet<>(names));
    }
    if (refusal instanceof GroupAuthorizationException group) {
      return "read group "
          + group.groupId()
          + ", which takes its name from arena.application.id (for ./arena votes run: from arena.votes.application.id; for ./arena replay --run: from arena.topic.pairs and the run)";
    }
    if (refusal instanceof TransactionalIdAuthorizationException) {
      return "write transactional ids that begin with arena.application.id (for ./arena votes run: with arena.votes.application.id; for ./arena dlq replay: with arena.topic.dlq; for ./arena replay --run: with arena.topic.pairs)";
    }
    return "perform this operation on the cluster (" + refusal.getMessage() + ")";
  }

  private static String operation(AclOperation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }
}
