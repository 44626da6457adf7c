package dev.arena.votes.leaderboard.plot;

import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.schemas.file.OutputFile;
import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.RatingBoard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A file for the picture of a board. Its name decides the format.
 *
 * @param file ends in .svg or .png
 */
public record PlotFile(Path file) {
  private static final String SVG = ".svg";
  private static final String PNG = ".png";

  /**
   * Checks a file before anything is computed.
   *
   * @param replace whether an existing file may be replaced
   * @param inputs files that must not be replaced
   * @throws UserException when the file cannot be written
   * @throws UsageException when its name has another ending
   */
  public static PlotFile of(Path file, boolean replace, List<String> inputs) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(SVG) && !name.endsWith(PNG)) {
      throw new UsageException(
          "--plot is %s; expected a name that ends in .svg or .png.".formatted(file));
    }
    OutputFile.folderOf(file);
    OutputFile.requireNew(file, replace);
    OutputFile.requireNoInput("--plot", file.toString(), inputs);
    return new PlotFile(file);
  }

  /** Draws a board and writes the file, completely or not at all. */
  public void write(RatingBoard board, Battles battles) {
    try {
      AtomicFile.write(file, picture(new BoardPlot(board, battles)));
    } catch (IOException e) {
      throw OutputFile.unwritable(file.toString(), e);
    }
  }

  private byte[] picture(BoardPlot plot) throws IOException {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(SVG)) {
      SvgCanvas canvas = new SvgCanvas(BoardPlot.WIDTH, plot.height(), plot.title());
      plot.draw(canvas);
      return canvas.toString().getBytes(StandardCharsets.UTF_8);
    }
    ImageCanvas canvas = new ImageCanvas(BoardPlot.WIDTH, plot.height());
    plot.draw(canvas);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    canvas.write(bytes);
    return bytes.toByteArray();
  }
}
