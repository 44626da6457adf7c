package dev.arena.cli.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How keys are spelled as environment variables: {@code arena.batch.tokens} is {@code
 * ARENA_BATCH_TOKENS}, and {@code kafka.bootstrap.servers} is {@code
 * ARENA_KAFKA_BOOTSTRAP_SERVERS}.
 */
final class EnvironmentNames {
  /** What all variables of Arena begin with. */
  static final String PREFIX = "ARENA_";

  private static final String OWN_KEYS = "arena.";

  /** What Kubernetes adds to the name of each service for its address and ports. */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile(
          ".+_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private EnvironmentNames() {}

  /**
   * Whether Kubernetes may have set a variable of this name, for a service whose name begins with
   * {@code arena-}.
   */
  static boolean isOfKubernetes(String variable) {
    return OF_KUBERNETES.matcher(variable).matches();
  }

  /** The variable that sets a key. */
  static String variable(String key) {
    String withoutOwnPrefix = key.startsWith(OWN_KEYS) ? key.substring(OWN_KEYS.length()) : key;
    return PREFIX + withoutOwnPrefix.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The words of a variable as a dotted name, still without knowing whose key it is. */
  static String dotted(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
