package dev.sleipnir.tasks.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What is in a picture: read from its SVG, which any XML parser has to accept. */
final class Drawn {
  private static final Pattern UPRIGHT = Pattern.compile("M([\\d.]+) ([\\d.]+)L\\1 ([\\d.]+)");

  /**
   * A line of text.
   *
   * @param text it
   * @param box where it is, measured with this machine's letters
   * @param upwards whether it is turned
   */
  record Label(String text, Rectangle2D box, boolean upwards) {}

  private final Document document;

  private Drawn(Document document) {
    this.document = document;
  }

  static Drawn of(Picture picture) {
    try {
      var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      return new Drawn(builder.parse(new InputSource(new StringReader(picture.svg()))));
    } catch (Exception e) {
      throw new AssertionError("expected XML", e);
    }
  }

  private List<Element> elements(String name) {
    var found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  double width() {
    return Double.parseDouble(document.getDocumentElement().getAttribute("width"));
  }

  double height() {
    return Double.parseDouble(document.getDocumentElement().getAttribute("height"));
  }

  List<Label> labels() {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    List<Label> labels = new ArrayList<>();
    for (Element text : elements("text")) {
      int style = text.getAttribute("font-weight").equals("bold") ? Font.BOLD : Font.PLAIN;
      Font font = Style.font(style, Float.parseFloat(text.getAttribute("font-size")));
      // Letters of numbers and most others: from the base line upwards.
      double height = 0.74 * font.getSize2D();
      double width = g.getFontMetrics(font).stringWidth(text.getTextContent());
      String[] m = text.getAttribute("transform").replaceAll("matrix\\(|\\)", "").split(" ", -1);
      var place =
          new AffineTransform(
              Double.parseDouble(m[0]),
              Double.parseDouble(m[1]),
              Double.parseDouble(m[2]),
              Double.parseDouble(m[3]),
              Double.parseDouble(m[4]),
              Double.parseDouble(m[5]));
      var box = place.createTransformedShape(new Rectangle2D.Double(0, -height, width, height));
      labels.add(new Label(text.getTextContent(), box.getBounds2D(), !m[1].equals("0")));
    }
    g.dispose();
    return labels;
  }

  /** Strokes whose colour is a series'. */
  List<Element> lines() {
    return elements("path").stream().filter(p -> !p.getAttribute("stroke").isEmpty()).toList();
  }

  int images() {
    return elements("image").size();
  }

  long uprightLines() {
    return lines().stream()
        .mapToLong(p -> UPRIGHT.matcher(p.getAttribute("d")).results().count())
        .sum();
  }
}
