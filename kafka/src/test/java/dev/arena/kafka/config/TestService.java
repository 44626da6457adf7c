package dev.arena.kafka.config;

/** A service for tests. */
public final class TestService {
  public static final ServiceText TEXT =
      new ServiceText("scorer", "pair", "pairs", "scored", "preference and dead letter");

  private TestService() {}
}
