package dev.arena.console;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigTable;
import dev.arena.cli.config.ConfigType;
import dev.arena.cli.config.Configuration;
import dev.arena.console.http.AccessToken;
import dev.arena.console.http.Signer;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.schemas.failure.UsageException;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.votes.config.VotesKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The keys of the console. */
public final class ConsoleKeys {
  /** Where the API listens. */
  public static final ConfigKey<String> HOST =
      ConfigKey.withDefault(
          "arena.console.host",
          ConfigType.text(),
          "127.0.0.1",
          "The address on which pages and the API are served; other addresses than those of the loopback interface need `arena.console.token`.");

  /** The port of the API. */
  public static final ConfigKey<Integer> PORT =
      ConfigKey.withDefault(
          "arena.console.port",
          ConfigType.integer(0, 65_535),
          "8086",
          "The port of the pages and the API; 0 for any free port.");

  /** What clients must send. */
  public static final ConfigKey<AccessToken> TOKEN =
      ConfigKey.optional(
          "arena.console.token",
          ConfigType.parsed(AccessToken.EXPECTED, AccessToken::parse),
          "none is needed",
          "The access token that clients must send (Authorization: Bearer TOKEN). Set it in a file or the environment: other users see the options of a command.");

  /** How many requests may wait. */
  public static final ConfigKey<Integer> QUEUE =
      ConfigKey.withDefault(
          "arena.console.queue",
          ConfigType.integer(1, 1_000),
          "128",
          "Maximum number of requests of each kind (pairs, explained pairs, sets of answers) that wait for the model; further ones are answered with 429. Each may hold 1 MiB of text.");

  /** Whether Arena's topics are read. */
  public static final ConfigKey<Boolean> TOPICS =
      ConfigKey.withDefault(
          "arena.console.topics",
          ConfigType.truth(),
          "true",
          "Whether Arena's topics are read, for the pages; without them, the console uses no cluster and only scores.");

  /** How many recent records are kept. */
  public static final ConfigKey<Integer> RECENT =
      ConfigKey.withDefault(
          "arena.console.recent",
          ConfigType.integer(1, 1_000_000),
          "10000",
          "How many of the latest pairs, preferences (of each scorer) and votes are read at startup, and how many of each, and of battles, are kept in memory; fewer if those of one kind take more than a sixteenth of the heap.");

  /** Whether texts are shown. */
  public static final ConfigKey<Boolean> TEXTS =
      ConfigKey.withDefault(
          "arena.console.texts",
          ConfigType.truth(),
          "false",
          "Whether visitors who may use the API also see texts of pairs and pseudonyms of voters.");

  /** Whether people can vote. */
  public static final ConfigKey<Boolean> VOTING =
      ConfigKey.withDefault(
          "arena.console.voting",
          ConfigType.truth(),
          "false",
          "Whether people can vote on recent pairs, without seeing the models; the votes are written to `arena.topic.votes`. Needs `arena.console.texts`.");

  /** Signs what browsers keep. */
  public static final ConfigKey<Signer> KEY =
      ConfigKey.optional(
          "arena.console.key",
          ConfigType.parsed(Signer.EXPECTED, Signer::parse),
          "a random one at each start",
          "The key that signs sessions and the tokens of votes. With a random one, all visitors must sign in again after a restart. Set it in a file or the environment, for example to the output of: openssl rand -hex 32");

  /** The port of the operations endpoints. */
  public static final ConfigKey<OptionalInt> HTTP_PORT = ServiceKeys.httpPort(8087);

  private static final ConfigTable TABLE = StreamerKeys.withProviderKeys(KafkaKeys.table(keys()));

  private ConsoleKeys() {}

  /** All keys of the console. */
  public static ConfigTable table() {
    return TABLE;
  }

  /**
   * The address of the API.
   *
   * @throws UsageException if it has no address, or other machines can reach it without a token
   */
  static InetSocketAddress address(Configuration configuration) {
    String host = configuration.get(HOST);
    InetSocketAddress address = new InetSocketAddress(host, configuration.get(PORT));
    InetAddress resolved = address.getAddress();
    if (resolved == null) {
      throw new UsageException(
          "arena.console.host is %s, which has no address; expected an address of this machine, or a name that resolves to one. Set 127.0.0.1 for this machine alone."
              .formatted(host));
    }
    if (!resolved.isLoopbackAddress() && token(configuration).isEmpty()) {
      throw new UsageException(
          "arena.console.host is %s, which other machines may reach, but there is no arena.console.token; expected a token, or an address of the loopback interface such as 127.0.0.1. Set ARENA_CONSOLE_TOKEN, for example to the output of: openssl rand -hex 32"
              .formatted(host));
    }
    return address;
  }

  /** The URL of the API. */
  static String url(String host, int port) {
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return "http://%s:%d".formatted(bracketed, port);
  }

  static Optional<AccessToken> token(Configuration configuration) {
    return configuration.find(TOKEN);
  }

  /**
   * Whether people can vote.
   *
   * @throws UsageException if they can, but the topics are not read or texts not shown
   */
  static boolean voting(Configuration configuration) {
    boolean voting = configuration.get(VOTING);
    if (voting && !configuration.get(TOPICS)) {
      throw new UsageException(
          "arena.console.voting is true, but arena.console.topics is false; expected both to be true, because the pairs on which people vote come from the topics. Set arena.console.topics=true, or arena.console.voting=false.");
    }
    if (voting && !configuration.get(TEXTS)) {
      throw new UsageException(
          "arena.console.voting is true, but arena.console.texts is false; expected both to be true, because people see the texts of the pairs on which they vote. Set arena.console.texts=true if visitors who may use the API may see them.");
    }
    return voting;
  }

  private static List<ConfigKey<?>> keys() {
    List<ConfigKey<?>> keys = new ArrayList<>(List.of(HOST, PORT, TOKEN, QUEUE, KEY));
    keys.addAll(StreamerKeys.ofModel());
    keys.addAll(
        List.of(
            VotesKeys.TOPIC_BATTLES,
            VotesKeys.TOPIC_EVALUATION,
            VotesKeys.TOPIC_LEADERBOARD,
            VotesKeys.TOPIC_LEADERBOARD_HISTORY,
            VotesKeys.TOPIC_DEAD_LETTERS,
            VotesKeys.PREFERENCE_TOPICS,
            ServiceKeys.HTTP_HOST,
            HTTP_PORT,
            ServiceKeys.HEALTH_INTERVAL,
            ServiceKeys.LOG_LEVEL,
            ServiceKeys.LOG_FORMAT,
            TOPICS,
            RECENT,
            TEXTS,
            VOTING));
    return keys;
  }
}
