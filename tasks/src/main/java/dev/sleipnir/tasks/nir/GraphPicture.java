package dev.sleipnir.tasks.nir;

import dev.sleipnir.nir.graph.ResolvedGraph;
import dev.sleipnir.nir.graph.ResolvedGraph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A graph drawn: each node a box below those it needs, boxes of one depth side by side, edges that
 * carry the step before as dashed curves.
 */
final class GraphPicture {
  private static final int WIDTH = 190;
  private static final int HEIGHT = 44;
  private static final int ACROSS = 230;
  private static final int DOWN = 84;
  private static final int MARGIN = 40;

  private final ResolvedGraph graph;
  private final Map<String, int[]> places = new HashMap<>();
  private int columns;
  private int rows;

  GraphPicture(ResolvedGraph graph) {
    this.graph = graph;
    Map<Integer, Integer> used = new HashMap<>();
    for (Node node : graph.nodes()) {
      int depth = 0;
      for (String from : node.inputs()) {
        depth = Math.max(depth, place(from)[1] + 1);
      }
      int column = used.merge(depth, 1, Integer::sum) - 1;
      places.put(node.name(), new int[] {column, depth});
      columns = Math.max(columns, column + 1);
      rows = Math.max(rows, depth + 1);
    }
  }

  private int[] place(String node) {
    return Objects.requireNonNull(places.get(node));
  }

  private int x(String node) {
    return MARGIN + place(node)[0] * ACROSS;
  }

  private int y(String node) {
    return MARGIN + place(node)[1] * DOWN;
  }

  String svg() {
    int width = 2 * MARGIN + columns * ACROSS;
    int height = 2 * MARGIN + rows * DOWN;
    StringBuilder svg = new StringBuilder();
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(width);
    svg.append("\" height=\"").append(height).append("\" font-family=\"sans-serif\">\n");
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    svg.append(
        "<defs><marker id=\"a\" markerWidth=\"9\" markerHeight=\"7\" refX=\"9\" refY=\"3.5\"");
    svg.append(" orient=\"auto\"><path d=\"M0,0 L9,3.5 L0,7 z\" fill=\"#444\"/></marker></defs>\n");
    for (Node node : graph.nodes()) {
      node.inputs().forEach(from -> line(svg, from, node.name()));
      node.delayed().forEach(from -> curve(svg, from, node.name()));
    }
    graph.nodes().forEach(node -> box(svg, node));
    return svg.append("</svg>\n").toString();
  }

  private void line(StringBuilder svg, String from, String to) {
    path(
        svg,
        "M"
            + (x(from) + WIDTH / 2)
            + ","
            + (y(from) + HEIGHT)
            + " L"
            + (x(to) + WIDTH / 2)
            + ","
            + y(to),
        "");
  }

  private void curve(StringBuilder svg, String from, String to) {
    int right = Math.max(x(from), x(to)) + WIDTH + 34;
    path(
        svg,
        "M"
            + (x(from) + WIDTH)
            + ","
            + (y(from) + HEIGHT / 2)
            + " C"
            + right
            + ","
            + (y(from) + HEIGHT / 2)
            + " "
            + right
            + ","
            + (y(to) + HEIGHT / 2)
            + " "
            + (x(to) + WIDTH)
            + ","
            + (y(to) + HEIGHT / 2),
        " stroke-dasharray=\"5 4\"");
  }

  private static void path(StringBuilder svg, String path, String style) {
    svg.append("<path d=\"").append(path).append("\" fill=\"none\" stroke=\"#444\"");
    svg.append(style).append(" marker-end=\"url(#a)\"/>\n");
  }

  private void box(StringBuilder svg, Node node) {
    String fill = node.type().isSpiking() ? "#cfe2f3" : "#f3f3f3";
    svg.append("<rect x=\"").append(x(node.name())).append("\" y=\"").append(y(node.name()));
    svg.append("\" width=\"").append(WIDTH).append("\" height=\"").append(HEIGHT);
    svg.append("\" rx=\"6\" fill=\"").append(fill).append("\" stroke=\"#444\"/>\n");
    text(svg, node, 18, "13", node.name());
    text(svg, node, 35, "11", node.type() + " " + shape(node.out()));
  }

  private static String shape(List<Integer> shape) {
    return shape.toString().replace(", ", "x");
  }

  private void text(StringBuilder svg, Node node, int down, String size, String text) {
    svg.append("<text x=\"").append(x(node.name()) + WIDTH / 2).append("\" y=\"");
    svg.append(y(node.name()) + down).append("\" font-size=\"").append(size);
    svg.append("\" text-anchor=\"middle\">").append(escaped(text)).append("</text>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
