package dev.arena.lab.load;

/** A metric of a scorer's process that is measured from outside. */
public enum ProcessMetric {
  /** Resident memory of the process, heap and native memory together. */
  RESIDENT("resident memory", Unit.BYTES),
  /** Heap in use after a full collection. */
  HEAP("heap after a full collection", Unit.BYTES),
  /** Threads, including native ones, without those that exist only because of the monitoring. */
  THREADS("threads", Unit.COUNT),
  /** Open files and sockets. */
  HANDLES("file handles", Unit.COUNT),
  /** Heap that the JVM has reserved from the system. */
  HEAP_COMMITTED("committed heap", Unit.BYTES),
  /** Classes and compiled code. */
  NON_HEAP("classes and compiled code", Unit.BYTES),
  /** Direct buffers of Java code. */
  DIRECT("direct buffers", Unit.BYTES),
  /** Loaded classes. */
  CLASSES("loaded classes", Unit.COUNT),
  /** State and temporary files of the scorer. */
  TEMPORARY("state and temporary files", Unit.BYTES);

  /** The unit of a metric. */
  public enum Unit {
    /** Bytes. */
    BYTES,
    /** A count. */
    COUNT
  }

  private final String text;
  private final Unit unit;

  ProcessMetric(String text, Unit unit) {
    this.text = text;
    this.unit = unit;
  }

  /** Returns the name in a table. */
  public String text() {
    return text;
  }

  /** Returns the unit. */
  public Unit unit() {
    return unit;
  }
}
