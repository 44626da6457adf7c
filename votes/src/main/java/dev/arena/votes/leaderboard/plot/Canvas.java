package dev.arena.votes.leaderboard.plot;

/**
 * Something to draw on, with the origin at the top left and y downwards. Colours are {@code
 * 0xRRGGBB}.
 */
interface Canvas {
  /** Where a text is placed relative to its x. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  void rectangle(double x, double y, double width, double height, int colour);

  void line(double x1, double y1, double x2, double y2, double thickness, int colour);

  void dot(double x, double y, double radius, int colour);

  /**
   * Draws a line of text.
   *
   * @param y of its baseline
   * @param size of the font, in the canvas's units
   */
  void text(double x, double y, Anchor anchor, double size, int colour, String text);

  /** Draws text upwards, from its place to the top. */
  void textUpwards(double x, double y, double size, int colour, String text);
}
