package dev.sleipnir.tasks.plot;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GraphicsConfiguration;
import java.awt.Image;
import java.awt.Paint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.BufferedImageOp;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.AttributedCharacterIterator;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is drawn as SVG: shapes as paths, letters as letters, images as PNG within. What is
 * set (colour, line, font, place, clip) is kept by an ordinary graphics, which also measures.
 */
final class SvgGraphics extends Graphics2D {
  private final Graphics2D state;
  private final StringBuilder body;

  /** Clips by their path, each written once. */
  private final Map<String, String> clips;

  SvgGraphics(Graphics2D state) {
    this(state, new StringBuilder(), new HashMap<>());
  }

  private SvgGraphics(Graphics2D state, StringBuilder body, Map<String, String> clips) {
    this.state = state;
    this.body = body;
    this.clips = clips;
  }

  String document(int width, int height) {
    StringBuilder text = new StringBuilder();
    text.append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"")
        .append(width)
        .append("\" height=\"")
        .append(height)
        .append("\" viewBox=\"0 0 ")
        .append(width)
        .append(' ')
        .append(height)
        .append("\" font-family=\"Helvetica, Arial, sans-serif\">\n");
    if (!clips.isEmpty()) {
      text.append("<defs>\n");
      clips.entrySet().stream()
          .sorted(Map.Entry.comparingByValue())
          .forEach(
              clip ->
                  text.append("<clipPath id=\"")
                      .append(clip.getValue())
                      .append("\"><path d=\"")
                      .append(clip.getKey())
                      .append("\"/></clipPath>\n"));
      text.append("</defs>\n");
    }
    text.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    return text.append(body).append("</svg>\n").toString();
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String path(PathIterator path) {
    StringBuilder text = new StringBuilder();
    double[] p = new double[6];
    for (; !path.isDone(); path.next()) {
      int type = path.currentSegment(p);
      text.append("MLQCZ".charAt(type));
      int numbers = type == PathIterator.SEG_CLOSE ? 0 : 2 * Math.max(1, type);
      for (int i = 0; i < numbers; i++) {
        text.append(i == 0 ? "" : " ").append(number(p[i]));
      }
    }
    return text.toString();
  }

  private String color() {
    Color color = state.getColor();
    String text = "#" + Integer.toHexString(0x1000000 | (color.getRGB() & 0xffffff)).substring(1);
    double alpha = color.getAlpha() / 255.;
    if (state.getComposite() instanceof AlphaComposite composite) {
      alpha *= composite.getAlpha();
    }
    return alpha == 1 ? text : text + "\" opacity=\"" + number(alpha);
  }

  private void element(String content) {
    Shape clip = state.getClip();
    if (clip == null) {
      body.append('<').append(content).append('\n');
      return;
    }
    String area = path(clip.getPathIterator(state.getTransform()));
    String id = clips.computeIfAbsent(area, _ -> "c" + clips.size());
    body.append("<g clip-path=\"url(#").append(id).append(")\"><").append(content).append("</g>\n");
  }

  @Override
  public void draw(Shape shape) {
    if (!(state.getStroke() instanceof BasicStroke stroke)) {
      fill(state.getStroke().createStrokedShape(shape));
      return;
    }
    String d = path(shape.getPathIterator(state.getTransform()));
    if (d.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("path d=\"");
    text.append(d).append("\" fill=\"none\" stroke=\"").append(color());
    text.append("\" stroke-width=\"").append(number(stroke.getLineWidth()));
    if (stroke.getDashArray() != null) {
      String separator = "\" stroke-dasharray=\"";
      for (float dash : stroke.getDashArray()) {
        text.append(separator).append(number(dash));
        separator = " ";
      }
    }
    if (stroke.getLineJoin() == BasicStroke.JOIN_ROUND) {
      text.append("\" stroke-linejoin=\"round");
    }
    element(text.append("\"/>").toString());
  }

  @Override
  public void fill(Shape shape) {
    String d = path(shape.getPathIterator(state.getTransform()));
    if (!d.isEmpty()) {
      element("path d=\"" + d + "\" fill=\"" + color() + "\"/>");
    }
  }

  @Override
  public void drawString(String text, float x, float y) {
    if (text.isEmpty()) {
      return;
    }
    AffineTransform place = state.getTransform();
    place.translate(x, y);
    Font font = state.getFont();
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    element(
        "text transform=\""
            + matrix(place)
            + "\" font-size=\""
            + number(font.getSize2D())
            + (font.isBold() ? "\" font-weight=\"bold" : "")
            + (font.isItalic() ? "\" font-style=\"italic" : "")
            + "\" fill=\""
            + color()
            + "\">"
            + escaped
            + "</text>");
  }

  private static String matrix(AffineTransform place) {
    double[] m = new double[6];
    place.getMatrix(m);
    StringBuilder text = new StringBuilder("matrix(");
    for (int i = 0; i < 6; i++) {
      text.append(i == 0 ? "" : " ").append(number(m[i]));
    }
    return text.append(')').toString();
  }

  @Override
  public boolean drawImage(Image image, AffineTransform within, @Nullable ImageObserver observer) {
    int width = image.getWidth(observer);
    int height = image.getHeight(observer);
    BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = copy.createGraphics();
    g.drawImage(image, 0, 0, observer);
    g.dispose();
    // Drawn at its size here, and not by a matrix of rounded numbers.
    AffineTransform place = state.getTransform();
    place.concatenate(within);
    element(
        "image x=\""
            + number(place.getTranslateX())
            + "\" y=\""
            + number(place.getTranslateY())
            + "\" width=\""
            + number(place.getScaleX() * width)
            + "\" height=\""
            + number(place.getScaleY() * height)
            + "\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\""
            + " xlink:href=\"data:image/png;base64,"
            + Base64.getEncoder().encodeToString(Pixels.png(copy))
            + "\"/>");
    return true;
  }

  @Override
  public Graphics create() {
    return new SvgGraphics((Graphics2D) state.create(), body, clips);
  }

  @Override
  public void dispose() {
    state.dispose();
  }

  // What is drawn as one of the above.

  @Override
  public void drawLine(int x1, int y1, int x2, int y2) {
    draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void fillRect(int x, int y, int width, int height) {
    fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void clearRect(int x, int y, int width, int height) {
    Color color = getColor();
    setColor(getBackground());
    fillRect(x, y, width, height);
    setColor(color);
  }

  @Override
  public void drawRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
    draw(new RoundRectangle2D.Double(x, y, width, height, arcWidth, arcHeight));
  }

  @Override
  public void fillRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
    fill(new RoundRectangle2D.Double(x, y, width, height, arcWidth, arcHeight));
  }

  @Override
  public void drawOval(int x, int y, int width, int height) {
    draw(new Ellipse2D.Double(x, y, width, height));
  }

  @Override
  public void fillOval(int x, int y, int width, int height) {
    fill(new Ellipse2D.Double(x, y, width, height));
  }

  @Override
  public void drawArc(int x, int y, int width, int height, int start, int angle) {
    draw(new Arc2D.Double(x, y, width, height, start, angle, Arc2D.OPEN));
  }

  @Override
  public void fillArc(int x, int y, int width, int height, int start, int angle) {
    fill(new Arc2D.Double(x, y, width, height, start, angle, Arc2D.PIE));
  }

  @Override
  public void drawPolyline(int[] x, int[] y, int points) {
    for (int p = 1; p < points; p++) {
      drawLine(x[p - 1], y[p - 1], x[p], y[p]);
    }
  }

  @Override
  public void drawPolygon(int[] x, int[] y, int points) {
    draw(new java.awt.Polygon(x, y, points));
  }

  @Override
  public void fillPolygon(int[] x, int[] y, int points) {
    fill(new java.awt.Polygon(x, y, points));
  }

  @Override
  public void drawString(String text, int x, int y) {
    drawString(text, (float) x, (float) y);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, int x, int y) {
    drawString(text, (float) x, (float) y);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, float x, float y) {
    StringBuilder plain = new StringBuilder();
    for (char c = text.first(); c != AttributedCharacterIterator.DONE; c = text.next()) {
      plain.append(c);
    }
    drawString(plain.toString(), x, y);
  }

  @Override
  public void drawGlyphVector(GlyphVector glyphs, float x, float y) {
    fill(glyphs.getOutline(x, y));
  }

  @Override
  public boolean drawImage(Image image, int x, int y, @Nullable ImageObserver observer) {
    return drawImage(image, AffineTransform.getTranslateInstance(x, y), observer);
  }

  @Override
  public boolean drawImage(
      Image image, int x, int y, int width, int height, @Nullable ImageObserver observer) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.scale((double) width / image.getWidth(null), (double) height / image.getHeight(null));
    return drawImage(image, place, observer);
  }

  @Override
  public boolean drawImage(
      Image image, int x, int y, Color background, @Nullable ImageObserver observer) {
    return drawImage(image, x, y, observer);
  }

  @Override
  public boolean drawImage(
      Image image,
      int x,
      int y,
      int width,
      int height,
      Color background,
      @Nullable ImageObserver observer) {
    return drawImage(image, x, y, width, height, observer);
  }

  @Override
  public boolean drawImage(
      Image image,
      int dx1,
      int dy1,
      int dx2,
      int dy2,
      int sx1,
      int sy1,
      int sx2,
      int sy2,
      @Nullable ImageObserver observer) {
    throw new UnsupportedOperationException("expected whole images");
  }

  @Override
  public boolean drawImage(
      Image image,
      int dx1,
      int dy1,
      int dx2,
      int dy2,
      int sx1,
      int sy1,
      int sx2,
      int sy2,
      Color background,
      @Nullable ImageObserver observer) {
    throw new UnsupportedOperationException("expected whole images");
  }

  @Override
  public void drawImage(BufferedImage image, BufferedImageOp operation, int x, int y) {
    drawImage(operation.filter(image, null), x, y, null);
  }

  @Override
  public void drawRenderedImage(RenderedImage image, AffineTransform place) {
    throw new UnsupportedOperationException("expected buffered images");
  }

  @Override
  public void drawRenderableImage(RenderableImage image, AffineTransform place) {
    throw new UnsupportedOperationException("expected buffered images");
  }

  @Override
  public void copyArea(int x, int y, int width, int height, int dx, int dy) {
    throw new UnsupportedOperationException("expected no copy of what was drawn");
  }

  // What is set.

  @Override
  public boolean hit(Rectangle area, Shape shape, boolean onStroke) {
    return state.hit(area, shape, onStroke);
  }

  @Override
  public GraphicsConfiguration getDeviceConfiguration() {
    return state.getDeviceConfiguration();
  }

  @Override
  public void setComposite(Composite composite) {
    state.setComposite(composite);
  }

  @Override
  public Composite getComposite() {
    return state.getComposite();
  }

  @Override
  public void setPaint(Paint paint) {
    state.setPaint(paint);
  }

  @Override
  public Paint getPaint() {
    return state.getPaint();
  }

  @Override
  public void setStroke(Stroke stroke) {
    state.setStroke(stroke);
  }

  @Override
  public Stroke getStroke() {
    return state.getStroke();
  }

  @Override
  public void setRenderingHint(RenderingHints.Key key, Object value) {
    state.setRenderingHint(key, value);
  }

  @Override
  public Object getRenderingHint(RenderingHints.Key key) {
    return state.getRenderingHint(key);
  }

  @Override
  public void setRenderingHints(Map<?, ?> hints) {
    state.setRenderingHints(hints);
  }

  @Override
  public void addRenderingHints(Map<?, ?> hints) {
    state.addRenderingHints(hints);
  }

  @Override
  public RenderingHints getRenderingHints() {
    return state.getRenderingHints();
  }

  @Override
  public void translate(int x, int y) {
    state.translate(x, y);
  }

  @Override
  public void translate(double x, double y) {
    state.translate(x, y);
  }

  @Override
  public void rotate(double angle) {
    state.rotate(angle);
  }

  @Override
  public void rotate(double angle, double x, double y) {
    state.rotate(angle, x, y);
  }

  @Override
  public void scale(double x, double y) {
    state.scale(x, y);
  }

  @Override
  public void shear(double x, double y) {
    state.shear(x, y);
  }

  @Override
  public void transform(AffineTransform transform) {
    state.transform(transform);
  }

  @Override
  public void setTransform(AffineTransform transform) {
    state.setTransform(transform);
  }

  @Override
  public AffineTransform getTransform() {
    return state.getTransform();
  }

  @Override
  public void setBackground(Color color) {
    state.setBackground(color);
  }

  @Override
  public Color getBackground() {
    return state.getBackground();
  }

  @Override
  public void clip(Shape shape) {
    state.clip(shape);
  }

  @Override
  public FontRenderContext getFontRenderContext() {
    return state.getFontRenderContext();
  }

  @Override
  public Color getColor() {
    return state.getColor();
  }

  @Override
  public void setColor(Color color) {
    state.setColor(color);
  }

  @Override
  public void setPaintMode() {
    state.setPaintMode();
  }

  @Override
  public void setXORMode(Color color) {
    state.setXORMode(color);
  }

  @Override
  public Font getFont() {
    return state.getFont();
  }

  @Override
  public void setFont(Font font) {
    state.setFont(font);
  }

  @Override
  public FontMetrics getFontMetrics(Font font) {
    return state.getFontMetrics(font);
  }

  @Override
  public Rectangle getClipBounds() {
    return state.getClipBounds();
  }

  @Override
  public void clipRect(int x, int y, int width, int height) {
    state.clipRect(x, y, width, height);
  }

  @Override
  public void setClip(int x, int y, int width, int height) {
    state.setClip(x, y, width, height);
  }

  @Override
  public @Nullable Shape getClip() {
    return state.getClip();
  }

  @Override
  public void setClip(@Nullable Shape clip) {
    state.setClip(clip);
  }
}
