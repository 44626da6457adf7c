package dev.arena.dist.documents;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.documents.Documents;
import dev.arena.console.ConsoleKeys;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.votes.config.VotesKeys;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** Names that settings, topics, headers and environment variables may have. */
final class KnownNames {
  private final Set<String> arena = new HashSet<>();
  private final Set<String> kafka = new HashSet<>();
  private final Set<String> registry = new HashSet<>();
  private final Set<String> variables = new HashSet<>();
  private final String others;

  KnownNames() throws IOException {
    List<ConfigKey<?>> keys = new ArrayList<>(StreamerKeys.table().keys());
    keys.addAll(VotesKeys.table().keys());
    keys.addAll(ConsoleKeys.table().keys());
    for (ConfigKey<?> key : keys) {
      arena.add(key.name());
      variables.add(key.variable());
      if (key.name().startsWith("arena.topic.") && key.defaultText() != null) {
        arena.add(key.defaultText());
      }
    }
    arena.add("arena.pairs.dlq.sent");
    arena.addAll(List.of("arena.preferences.next", "arena.pairs.next.dlq"));
    List.of(ArenaHeader.values()).forEach(header -> arena.add(header.headerName()));
    kafka.addAll(ConsumerConfig.configNames());
    kafka.addAll(ProducerConfig.configNames());
    kafka.addAll(AdminClientConfig.configNames());
    kafka.addAll(StreamsConfig.configDef().names());
    registry.add("url");
    registry.add(SchemaRegistryClientConfig.BASIC_AUTH_CREDENTIALS_SOURCE);
    registry.add("basic.auth.user.info");
    registry.addAll(new ConfigDef().withClientSslSupport().names());
    others =
        Files.readString(Documents.ROOT.resolve("arena"))
            + Files.readString(Documents.ROOT.resolve(".env.example"))
            + Files.readString(Documents.ROOT.resolve("docker-compose.yml"))
            + Sources.literals("src");
  }

  boolean isSetting(String name) {
    if (name.startsWith("kafka.")) {
      String bare = name.substring("kafka.".length());
      return isPlugin(bare)
          || kafka.contains(bare)
          || kafka.contains(
              bare.replaceFirst("^((main|restore|global)\\.)?(consumer|producer|admin)\\.", ""));
    }
    if (name.startsWith("registry.")) {
      String bare = name.substring("registry.".length());
      return isPlugin(bare) || registry.contains(bare);
    }
    return arena.contains(name) || name.matches("arena\\.ort\\.(cuda|tensorrt)(\\.[a-z0-9_]+)?");
  }

  /** Under this prefix a plug-in has its own names. */
  private static boolean isPlugin(String bare) {
    return bare.equals("plugin") || bare.startsWith("plugin.");
  }

  boolean isVariable(String name) {
    if (variables.contains(name) || Pattern.compile("\\b" + name + "\\b").matcher(others).find()) {
      return true;
    }
    String setting = name.substring("ARENA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
    return setting.matches("(kafka|registry)\\..*") && isSetting(setting);
  }
}
