package dev.arena.servers;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A parent that starts both servers, prints their process ids, and waits to be killed. */
final class ServersHolder {
  private ServersHolder() {}

  public static void main(String[] arguments) throws Exception {
    LocalServers servers = LocalServers.start(Path.of(arguments[0]));
    System.out.println(servers.kafka().process().pid() + " " + servers.registry().process().pid());
    LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(10));
  }
}
