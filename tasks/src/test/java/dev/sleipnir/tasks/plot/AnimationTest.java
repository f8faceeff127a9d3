package dev.sleipnir.tasks.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

class AnimationTest {
  private static ImageReader reader(byte[] gif) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif)));
    return reader;
  }

  private static int attribute(IIOMetadata about, String node, String name) {
    IIOMetadataNode root = (IIOMetadataNode) about.getAsTree(about.getNativeMetadataFormatName());
    NodeList found = root.getElementsByTagName(node);
    return Integer.parseInt(
        ((IIOMetadataNode) Objects.requireNonNull(found.item(0))).getAttribute(name));
  }

  @Test
  void framesAreReadBackPixelByPixelFromTheirParts() throws IOException {
    var film = new Animation(40, 30, 0.08);
    for (int x = 0; x < 4; x++) {
      int left = 5 * x;
      film.frame(
          g -> {
            g.setColor(Color.BLUE);
            g.fillRect(left, 10, 5, 5);
          });
    }
    film.frame(
        g -> {
          g.setColor(Color.BLUE);
          g.fillRect(15, 10, 5, 5);
        }); // nothing moved
    assertEquals(5, film.frames());
    ImageReader reader = reader(film.gif());
    assertEquals(5, reader.getNumImages(true));
    int[] shown = new int[40 * 30];
    for (int f = 0; f < 5; f++) {
      BufferedImage part = reader.read(f);
      IIOMetadata about = reader.getImageMetadata(f);
      int left = attribute(about, "ImageDescriptor", "imageLeftPosition");
      int top = attribute(about, "ImageDescriptor", "imageTopPosition");
      assertEquals(8, attribute(about, "GraphicControlExtension", "delayTime"));
      for (int y = 0; y < part.getHeight(); y++) {
        for (int x = 0; x < part.getWidth(); x++) {
          shown[(top + y) * 40 + left + x] = part.getRGB(x, y);
        }
      }
      int at = 5 * Math.min(f, 3);
      for (int y = 0; y < 30; y++) {
        for (int x = 0; x < 40; x++) {
          boolean blue = x >= at && x < at + 5 && y >= 10 && y < 15;
          Color wanted = blue ? Color.BLUE : Color.WHITE;
          assertEquals(wanted.getRGB(), shown[y * 40 + x], "frame " + f + " at " + x + ", " + y);
        }
      }
      if (f > 0) {
        assertTrue(part.getWidth() <= 10 && part.getHeight() <= 5, "a part");
      }
    }
  }

  @Test
  void moreThan256ColoursAreReduced() throws IOException {
    var film = new Animation(300, 2, 1);
    film.frame(
        g -> {
          for (int x = 0; x < 300; x++) {
            g.setColor(new Color(x % 256, x / 2, 7));
            g.fillRect(x, 0, 1, 2);
          }
        });
    BufferedImage image = reader(film.gif()).read(0);
    for (int x = 0; x < 300; x++) {
      Color color = new Color(image.getRGB(x, 0));
      assertEquals(x % 256, color.getRed(), 60, "at " + x);
      assertEquals(x / 2f, color.getGreen(), 60, "at " + x);
    }
  }

  @Test
  void badInputIsNamed() {
    assertThrows(IllegalArgumentException.class, () -> new Animation(0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Animation(1, 65_536, 1));
    assertThrows(IllegalArgumentException.class, () -> new Animation(1, 1, Double.NaN));
    var empty = new Animation(1, 1, 1);
    assertThrows(IllegalStateException.class, empty::gif);
    var error = assertThrows(IllegalArgumentException.class, () -> empty.write(Path.of("a.png")));
    assertEquals("a.png: expected a name that ends in .gif", error.getMessage());
  }
}
