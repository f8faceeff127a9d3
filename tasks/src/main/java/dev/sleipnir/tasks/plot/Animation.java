package dev.sleipnir.tasks.plot;

import dev.sleipnir.model.file.OutputFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Drawings one after the other, written as a GIF file that repeats:
 *
 * <pre>{@code
 * Animation film = new Animation(400, 200, 0.04);
 * for (double x : path) {
 *   film.frame(g -> g.fillOval((int) x, 100, 8, 8));
 * }
 * film.write(Path.of("film.gif"));
 * }</pre>
 *
 * <p>All frames share 256 colours, the most frequent ones. Of a frame only the part that differs
 * from the frame before is written.
 */
public final class Animation {
  private static final int COLORS = 256;
  private static final int MOST_PIXELS = 65_535; // of a side, in the format

  private final int width;
  private final int height;
  private final int hundredths;
  private final List<int[]> frames = new ArrayList<>();

  /**
   * An animation without frames.
   *
   * @param width of a frame, in pixels
   * @param height of a frame, in pixels
   * @param seconds how long each frame is shown: in the format a multiple of 10 ms, of which
   *     viewers show 20 ms and more as it is
   * @throws IllegalArgumentException if a number is not positive, or larger than the format has
   */
  public Animation(int width, int height, double seconds) {
    requireSide("width", width);
    requireSide("height", height);
    if (!(seconds >= 0.01 && seconds <= 600)) {
      throw new IllegalArgumentException("seconds: expected 0.01 to 600, got " + seconds);
    }
    this.width = width;
    this.height = height;
    hundredths = (int) Math.round(100 * seconds);
  }

  private static void requireSide(String name, int pixels) {
    if (pixels < 1 || pixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          name + ": expected 1 to " + MOST_PIXELS + " pixels, got " + pixels);
    }
  }

  /**
   * Adds a frame.
   *
   * @param drawing draws it, at once, on white; the origin is at the top left
   * @return this
   */
  public Animation frame(Consumer<Graphics2D> drawing) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      g.setColor(Style.TEXT);
      drawing.accept(g);
    } finally {
      g.dispose();
    }
    frames.add(image.getRGB(0, 0, width, height, null, 0, width));
    return this;
  }

  /** {@return how many frames there are} */
  public int frames() {
    return frames.size();
  }

  /**
   * Refuses a file that no animation can be written to, before the work that it is to show.
   *
   * @param file where one is to go
   * @throws IOException if it cannot be written; the message names the file and the reason
   * @throws IllegalArgumentException if its name does not end in .gif
   */
  public static void check(Path file) throws IOException {
    if (!String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".gif")) {
      throw new IllegalArgumentException(file + ": expected a name that ends in .gif");
    }
    OutputFile.check(file);
  }

  /**
   * Writes the animation.
   *
   * @param file its name ends in .gif; replaced if it exists
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the name ends otherwise
   * @throws IllegalStateException if there is no frame
   */
  public void write(Path file) throws IOException {
    check(file);
    byte[] bytes = gif();
    OutputFile.write(file, out -> out.write(bytes));
  }

  /**
   * The animation as the bytes of a GIF file.
   *
   * @return the bytes
   * @throws IllegalStateException if there is no frame
   */
  public byte[] gif() {
    if (frames.isEmpty()) {
      throw new IllegalStateException("animation: expected at least one frame, got none");
    }
    IndexColorModel colors = colors();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      int[] before = null;
      for (int[] frame : frames) {
        Part part = before == null ? new Part(0, 0, width, height) : Part.of(before, frame, width);
        BufferedImage image = part.image(frame, width, colors);
        IIOMetadata about =
            writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        describe(about, part, before == null);
        writer.writeToSequence(new IIOImage(image, null, about), null);
        before = frame;
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The part of a frame that is written: where it differs from the one before, or a pixel. */
  private record Part(int left, int top, int right, int bottom) {
    static Part of(int[] before, int[] now, int width) {
      int left = width;
      int right = 0;
      int top = Integer.MAX_VALUE;
      int bottom = 0;
      for (int i = 0; i < now.length; i++) {
        if (now[i] != before[i]) {
          left = Math.min(left, i % width);
          right = Math.max(right, i % width + 1);
          top = Math.min(top, i / width);
          bottom = i / width + 1;
        }
      }
      return right == 0 ? new Part(0, 0, 1, 1) : new Part(left, top, right, bottom);
    }

    BufferedImage image(int[] frame, int width, IndexColorModel colors) {
      BufferedImage image =
          new BufferedImage(right - left, bottom - top, BufferedImage.TYPE_BYTE_INDEXED, colors);
      for (int y = top; y < bottom; y++) {
        image.setRGB(0, y - top, right - left, 1, frame, y * width + left, width);
      }
      return image;
    }
  }

  /** The most frequent colours of all frames. */
  private IndexColorModel colors() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int[] frame : frames) {
      for (int rgb : frame) {
        counts.merge(rgb, 1, Integer::sum);
      }
    }
    List<Integer> most = new ArrayList<>(counts.keySet());
    most.sort(
        (a, b) -> {
          int byCount = Integer.compare(counts.getOrDefault(b, 0), counts.getOrDefault(a, 0));
          return byCount != 0 ? byCount : Integer.compare(a, b);
        });
    int[] palette = new int[COLORS];
    for (int c = 0; c < COLORS; c++) {
      palette[c] = most.get(Math.min(c, most.size() - 1));
    }
    return new IndexColorModel(
        8, COLORS, palette, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
  }

  private void describe(IIOMetadata about, Part part, boolean first) throws IOException {
    String format = about.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) about.getAsTree(format);
    IIOMetadataNode place = child(root, "ImageDescriptor");
    place.setAttribute("imageLeftPosition", String.valueOf(part.left));
    place.setAttribute("imageTopPosition", String.valueOf(part.top));
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "doNotDispose");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", String.valueOf(hundredths));
    if (first) {
      IIOMetadataNode repeat = new IIOMetadataNode("ApplicationExtension");
      repeat.setAttribute("applicationID", "NETSCAPE");
      repeat.setAttribute("authenticationCode", "2.0");
      repeat.setUserObject(new byte[] {1, 0, 0}); // for ever
      child(root, "ApplicationExtensions").appendChild(repeat);
    }
    about.setFromTree(format, root);
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    for (int i = 0; i < root.getLength(); i++) {
      if (root.item(i).getNodeName().equals(name)) {
        return (IIOMetadataNode) root.item(i);
      }
    }
    IIOMetadataNode child = new IIOMetadataNode(name);
    root.appendChild(child);
    return child;
  }
}
