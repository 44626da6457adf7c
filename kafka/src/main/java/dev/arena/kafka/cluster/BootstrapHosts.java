package dev.arena.kafka.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/** The hosts of {@code bootstrap.servers}. */
final class BootstrapHosts {
  private BootstrapHosts() {}

  /**
   * Returns the hosts that this machine cannot resolve.
   *
   * @param servers host:port,...
   */
  static List<String> unknown(String servers) {
    List<String> unknown = new ArrayList<>();
    for (String server : servers.split(",", -1)) {
      String host = Utils.getHost(server.strip());
      if (host != null && !isKnown(host)) {
        unknown.add(host);
      }
    }
    return unknown;
  }

  private static boolean isKnown(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress() != null;
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
