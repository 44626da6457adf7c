package dev.arena.kafka.cluster;

import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.kafka.failure.TlsErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks, before a stream starts, that the schema registry answers and that it knows, or can be
 * given, the schemas that the stream needs.
 */
public final class RegistryCheck {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryCheck.class);
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final SchemaRegistryClient registry;
  private final String address;
  private final Duration timeout;

  /**
   * @param registry as opened by {@link dev.arena.schemas.serde.RegistryClients}
   * @param address the registry's address without a password, for messages
   * @param timeout how long it may take to answer, for messages; the client has its own limits
   */
  public RegistryCheck(SchemaRegistryClient registry, String address, Duration timeout) {
    this.registry = registry;
    this.address = address;
    this.timeout = timeout;
  }

  /**
   * Makes sure that preferences can be written.
   *
   * @throws UserException if the registry does not answer, or does not know their schema
   */
  public void requirePreferences(TopicNames topics) {
    require(topics.preferences(), ArenaSerdes.preferenceSchema());
  }

  /**
   * Makes sure that pairs can be written.
   *
   * @throws UserException if the registry does not answer, or does not know their schema
   */
  public void requirePairs(TopicNames topics) {
    require(topics.pairs(), ArenaSerdes.pairSchema());
  }

  /**
   * Makes sure that votes can be written.
   *
   * @param topic of the votes
   * @throws UserException if the registry does not answer, or does not know their schema
   */
  public void requireVotes(String topic) {
    require(topic, ArenaSerdes.voteSchema());
  }

  private void require(String topic, Schema schema) {
    String subject = topic + "-value";
    try {
      registry.getId(subject, new AvroSchema(schema), true);
    } catch (RestClientException answer) {
      if (answer.getStatus() != NOT_FOUND) {
        throw refused("look up subject " + subject, answer);
      }
      throw new UserException(
          "the schema registry at %s does not have Arena's %s schema under subject %s (%s). Register schemas/src/main/avro/%s.avsc under that subject, or start again with --set arena.registry.register=true; if it is already registered, check the path in registry.url."
              .formatted(address, schema.getName(), subject, answer.getMessage(), schema.getName()),
          answer);
    } catch (IOException unreachable) {
      throw unreachable(unreachable);
    }
  }

  /**
   * Makes sure that the schemas of pairs and preferences are registered or could be. Registers
   * nothing.
   *
   * @throws UserException if the registry does not answer, or if they are not compatible with the
   *     registered ones
   */
  public void requireCompatible(TopicNames topics) {
    requireCompatible(topics.pairs(), ArenaSerdes.pairSchema());
    requireCompatible(topics.preferences(), ArenaSerdes.preferenceSchema());
  }

  private void requireCompatible(String topic, Schema schema) {
    String subject = topic + "-value";
    try {
      List<String> conflicts = registry.testCompatibilityVerbose(subject, new AvroSchema(schema));
      if (!conflicts.isEmpty()) {
        throw incompatible(subject, schema, String.join("; ", conflicts), null);
      }
    } catch (RestClientException answer) {
      if (answer.getStatus() != NOT_FOUND) { // the subject does not exist yet
        throw refused("compare a schema with subject " + subject, answer);
      }
    } catch (IOException unreachable) {
      throw unreachable(unreachable);
    }
  }

  private UserException incompatible(
      String subject, Schema schema, String reason, @Nullable Throwable cause) {
    return new UserException(
        "subject %s of the schema registry at %s holds a schema that Arena's %s does not fit (%s); expected versions that can read each other's records. If it is a newer schema of Arena's, upgrade Arena; if it is something else, name other topics (arena.topic.pairs, arena.topic.preferences, arena.topic.votes)."
            .formatted(subject, address, schema.getName(), reason),
        cause);
  }

  /**
   * Registers the schemas of pairs and preferences; keeps existing ones.
   *
   * @throws UserException if the registry does not answer, or refuses
   */
  public void register(TopicNames topics) {
    register(topics.pairs(), ArenaSerdes.pairSchema());
    register(topics.preferences(), ArenaSerdes.preferenceSchema());
  }

  /**
   * Registers the schema of votes; keeps an existing one.
   *
   * @param topic of the votes
   * @throws UserException if the registry does not answer, or refuses
   */
  public void registerVotes(String topic) {
    register(topic, ArenaSerdes.voteSchema());
  }

  private void register(String topic, Schema schema) {
    String subject = topic + "-value";
    try {
      int id = registry.register(subject, new AvroSchema(schema), true);
      LOG.debug("Subject {} has schema {}", subject, id);
    } catch (RestClientException answer) {
      if (knows(subject, schema)) {
        return; // another scorer that is starting was quicker
      }
      if (answer.getStatus() == CONFLICT) {
        throw incompatible(subject, schema, String.valueOf(answer.getMessage()), answer);
      }
      throw refused("register subject " + subject, answer);
    } catch (IOException unreachable) {
      throw unreachable(unreachable);
    }
  }

  private boolean knows(String subject, Schema schema) {
    try {
      registry.getId(subject, new AvroSchema(schema), true);
      return true;
    } catch (RestClientException | IOException no) {
      return false;
    }
  }

  private UserException refused(String what, RestClientException answer) {
    if (answer.getStatus() == UNAUTHORIZED || answer.getStatus() == FORBIDDEN) {
      return new UserException(
          "the schema registry at %s does not let this user %s (status %d); expected the name and password of a user who may do so. Check registry.basic.auth.user.info."
              .formatted(address, what, answer.getStatus()),
          answer);
    }
    return new UserException(
        "the schema registry at %s refused to %s: %s (status %d). Check registry.url and the other keys under registry."
            .formatted(address, what, answer.getMessage(), answer.getStatus()),
        answer);
  }

  private UserException unreachable(IOException reason) {
    String tls = TlsErrors.REGISTRY.describe(reason);
    if (tls != null) {
      return new UserException("the schema registry at %s %s".formatted(address, tls), reason);
    }
    return new UserException(
        "no schema registry answered at %s within %d s (%s). %s registry.url%s."
            .formatted(
                address,
                timeout.toSeconds(),
                RegistryErrors.describe(reason),
                StartAdvice.forMissingServer(),
                address.startsWith("https:")
                    ? ", and registry.ssl.keystore.location if it asks its clients for a certificate"
                    : ""),
        reason);
  }
}
