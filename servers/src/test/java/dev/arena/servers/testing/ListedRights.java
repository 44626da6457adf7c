package dev.arena.servers.testing;

import dev.arena.schemas.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The lines for {@code kafka-acls.sh} in docs/how-to/secure.md, as a broker understands them. */
public final class ListedRights {
  private static final Path PAGE =
      Path.of(System.getProperty("arena.root"), "docs", "how-to", "secure.md");
  private static final Pattern LINE =
      Pattern.compile(
          "acl (\\S+) --operation (\\S+) --(topic|group|transactional-id) (\\S+)("
              + " --resource-pattern-type prefixed)?");

  private ListedRights() {}

  /**
   * The rights in the code block below a heading.
   *
   * @param names the replacement for each name on the page
   */
  public static List<AclBinding> under(String heading, Map<String, String> names)
      throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("```bash\n", page.indexOf("### " + heading + "\n"));
    String block = page.substring(begin + "```bash\n".length(), page.indexOf("\n```\n", begin));
    List<AclBinding> rights = new ArrayList<>();
    for (String line : block.lines().toList()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IllegalStateException(PAGE + ", " + heading + ": not understood: " + line);
      }
      ResourcePattern resource =
          new ResourcePattern(
              ResourceType.fromString(parts.group(3).replace('-', '_').toUpperCase(Locale.ROOT)),
              names.get(parts.group(4)),
              parts.group(5) == null ? PatternType.LITERAL : PatternType.PREFIXED);
      rights.add(
          new AclBinding(
              resource,
              new AccessControlEntry(
                  "User:" + SecuredCluster.USER,
                  "*",
                  AclOperation.valueOf(
                      parts
                          .group(2)
                          .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                          .toUpperCase(Locale.ROOT)),
                  AclPermissionType.ALLOW)));
    }
    return rights;
  }

  /** Grants the rights, and returns once the broker applies them. */
  public static void grant(SecuredCluster cluster, List<AclBinding> rights) throws Exception {
    try (Admin admin = admin(cluster)) {
      admin.createAcls(rights).all().get(1, TimeUnit.MINUTES);
      awaitKnown(admin, known -> known.containsAll(rights));
    }
  }

  /** Withdraws the right, and returns once the broker no longer applies it. */
  public static void withdraw(SecuredCluster cluster, AclBinding right) throws Exception {
    try (Admin admin = admin(cluster)) {
      admin.deleteAcls(List.of(right.toFilter())).all().get(1, TimeUnit.MINUTES);
      awaitKnown(admin, known -> !known.contains(right));
    }
  }

  private static Admin admin(SecuredCluster cluster) {
    return Admin.create(Map.of("bootstrap.servers", cluster.servers().kafka().bootstrapServers()));
  }

  private static void awaitKnown(Admin admin, Predicate<Set<AclBinding>> wanted) throws Exception {
    Eventually.holds(() -> wanted.test(known(admin)), () -> "the broker applies other rights");
  }

  private static Set<AclBinding> known(Admin admin) throws Exception {
    return new HashSet<>(
        admin.describeAcls(AclBindingFilter.ANY).values().get(1, TimeUnit.MINUTES));
  }
}
