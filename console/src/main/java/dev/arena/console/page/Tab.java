package dev.arena.console.page;

/** A page to which every page links. */
public enum Tab {
  LEADERBOARD("/", "Leaderboard"),
  PAIR("/pair", "Pair"),
  SCORER("/scorer", "Scorer"),
  TRAFFIC("/traffic", "Traffic"),
  VOTE("/vote", "Vote"),
  TRY("/try", "Try");

  private final String path;
  private final String title;

  Tab(String path, String title) {
    this.path = path;
    this.title = title;
  }

  /** The path of the page. */
  public String path() {
    return path;
  }

  /** What the link says. */
  public String title() {
    return title;
  }
}
