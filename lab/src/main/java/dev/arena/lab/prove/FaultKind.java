package dev.arena.lab.prove;

/** What is done to the pipeline while it works. */
enum FaultKind {
  /** {@code kill -9} of a scorer, which is started again. */
  KILL("kill -9 of a scorer"),
  /** SIGTERM to a scorer, which is started again. */
  STOP("SIGTERM to a scorer"),
  /**
   * SIGSTOP of a scorer for longer than its session, then SIGCONT: it thinks it owns partitions.
   */
  FREEZE("scorer frozen beyond its session"),
  /** One more scorer joins, and leaves a while later: two rebalances. */
  JOIN("scorer that joins and leaves"),
  /** {@code kill -9} of the broker, which is started again. */
  BROKER_KILL("kill -9 of the broker"),
  /** {@code kill -9} of the registry, which is started again. */
  REGISTRY_KILL("registry down"),
  /** Each batch of one scorer takes long for a while. */
  SLOW_MODEL("slow model"),
  /** The model of one scorer throws once, for no reason that lies in the pairs. */
  FAILING_MODEL("model that throws once"),
  /** The device of one scorer is lost, which ends the process; it is started again. */
  LOST_DEVICE("device lost"),
  /** Many records in a row that cannot be scored. */
  POISON("stretch of nothing but poison");

  private final String words;

  FaultKind(String words) {
    this.words = words;
  }

  /** How a person calls it. */
  String words() {
    return words;
  }
}
