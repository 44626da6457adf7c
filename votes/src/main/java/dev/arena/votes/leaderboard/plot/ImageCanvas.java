package dev.arena.votes.leaderboard.plot;

import dev.arena.schemas.failure.UserException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;

/** Draws an image with two pixels for each unit. For use by one thread. */
final class ImageCanvas implements Canvas {
  private static final double SCALE = 2;

  private final BufferedImage image;
  private final Graphics2D graphics;

  /**
   * @throws UserException if this Java runtime cannot draw text
   */
  ImageCanvas(int width, int height) {
    image =
        new BufferedImage(
            (int) (SCALE * width), (int) (SCALE * height), BufferedImage.TYPE_INT_RGB);
    try {
      graphics = image.createGraphics();
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.scale(SCALE, SCALE);
      graphics.getFontMetrics(font(SCALE)); // fails here if there are no fonts
    } catch (LinkageError | InternalError | RuntimeException noFonts) {
      throw new UserException(
          "this Java runtime cannot draw text (%s); expected one with fonts. Write .svg instead, or install fontconfig and a font."
              .formatted(noFonts),
          noFonts);
    }
  }

  private static Font font(double size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size);
  }

  @Override
  public void rectangle(double x, double y, double width, double height, int colour) {
    graphics.setColor(new Color(colour));
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, double thickness, int colour) {
    graphics.setColor(new Color(colour));
    graphics.setStroke(
        new BasicStroke((float) thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void dot(double x, double y, double radius, int colour) {
    graphics.setColor(new Color(colour));
    graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void text(double x, double y, Anchor anchor, double size, int colour, String text) {
    graphics.setColor(new Color(colour));
    graphics.setFont(font(size));
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double left =
        switch (anchor) {
          case START -> x;
          case MIDDLE -> x - width / 2;
          case END -> x - width;
        };
    graphics.drawString(text, (float) left, (float) y);
  }

  @Override
  public void textUpwards(double x, double y, double size, int colour, String text) {
    AffineTransform upright = graphics.getTransform();
    graphics.translate(x, y);
    graphics.rotate(-Math.PI / 2);
    text(0, 0, Anchor.START, size, colour, text);
    graphics.setTransform(upright);
  }

  /** Writes the image as PNG. */
  void write(OutputStream out) throws IOException {
    graphics.dispose();
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("this Java runtime writes no PNG");
    }
  }
}
