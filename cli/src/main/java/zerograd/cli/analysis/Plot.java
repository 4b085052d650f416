package zerograd.cli.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/// A picture of numbers as SVG text: lines, bars, or points with the line through them. The same numbers give the same text.
///
/// Colours are those of Okabe & Ito 2008, *Color Universal Design*, which people of any colour vision tell apart.
///
/// @param title above the picture
/// @param x what runs from left to right
/// @param y what runs from bottom to top
public record Plot(String title, String x, String y) {

  private static final int WIDTH = 640, HEIGHT = 360, LEFT = 64, RIGHT = 20, TOP = 40, BOTTOM = 64;
  private static final List<String> COLOURS = List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
      "#56B4E9",
      "#000000");

  /// From data to places.
  private record Scale(double low, double high, double begin, double end) {

    static Scale of(DoubleStream values, double begin, double end) {
      double[] all = values.filter(Double::isFinite).toArray();
      double low = DoubleStream.of(all).min().orElse(0), high = DoubleStream.of(all).max().orElse(1);
      return low < high ? new Scale(low, high, begin, end) : new Scale(low - 0.5, high + 0.5, begin, end);
    }

    double at(double value) { return begin + (value - low) / (high - low) * (end - begin); }

    /// Five to ten round numbers.
    List<Double> ticks() {
      double raw = (high - low) / 5, power = Math.pow(10, Math.floor(Math.log10(raw)));
      double step = raw / power >= 5 ? 5 * power : raw / power >= 2 ? 2 * power : power;
      List<Double> ticks = new ArrayList<>();
      for (long i = (long) Math.ceil(low / step); i * step <= high + step * 1e-9; i++) ticks.add(i * step);
      return ticks;
    }
  }

  /// One line for each name, over `at`; values that are not numbers leave gaps, and one between two gaps is a point.
  public String lines(double[] at, Map<String, double[]> values) { return lines(at, values, new double[0]); }

  /// The same, with a dashed line from top to bottom at each of `marks`.
  public String lines(double[] at, Map<String, double[]> values, double[] marks) {
    Scale xs = across(DoubleStream.of(at));
    Scale ys = up(
        DoubleStream.concat(DoubleStream.of(0), values.values().stream().flatMapToDouble(DoubleStream::of)));
    StringBuilder svg = frame(xs, ys);
    for (double mark : marks) {
      svg.append("<path d=\"M").append(point(xs.at(mark), HEIGHT - BOTTOM)).append(" L")
          .append(point(xs.at(mark), TOP)).append("\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>\n");
    }
    int line = 0;
    for (Map.Entry<String, double[]> named : values.entrySet()) {
      String colour = COLOURS.get(line % COLOURS.size());
      StringBuilder path = new StringBuilder();
      boolean pen = false;
      double[] value = named.getValue();
      for (int i = 0; i < at.length; i++) {
        boolean isThere = Double.isFinite(value[i]);
        if (isThere) path.append(pen ? " L" : " M").append(point(xs.at(at[i]), ys.at(value[i])));
        if (isThere && !pen && (i + 1 == at.length || !Double.isFinite(value[i + 1]))) {
          svg.append("<circle cx=\"").append(number(xs.at(at[i]))).append("\" cy=\"")
              .append(number(ys.at(value[i]))).append("\" r=\"4\" fill=\"").append(colour).append("\"/>\n");
        }
        pen = isThere;
      }
      svg.append("<path d=\"").append(path.toString().strip()).append("\" fill=\"none\" stroke=\"")
          .append(colour)
          .append("\" stroke-width=\"2\"/>\n");
      text(svg, LEFT + 10 + 150 * (line % 4), HEIGHT - 22 + 14 * (line / 4), "start", colour,
          named.getKey().replace('_', ' '));
      line++;
    }
    return svg.append("</svg>\n").toString();
  }

  /// One bar for each label, with `notes` above them; bars of values that are not numbers are missing.
  public String bars(List<String> labels, double[] values, List<String> notes) {
    Scale xs = new Scale(0, Math.max(1, labels.size()), LEFT, WIDTH - RIGHT);
    Scale ys = up(DoubleStream.concat(DoubleStream.of(0), DoubleStream.of(values)));
    StringBuilder svg = frame(null, ys);
    for (int i = 0; i < labels.size(); i++) {
      double middle = xs.at(i + 0.5), half = 0.4 * (xs.at(1) - xs.at(0));
      if (Double.isFinite(values[i])) {
        double top = Math.min(ys.at(values[i]), ys.at(0)), bottom = Math.max(ys.at(values[i]), ys.at(0));
        svg.append("<rect x=\"").append(number(middle - half)).append("\" y=\"").append(number(top))
            .append("\" width=\"")
            .append(number(2 * half)).append("\" height=\"").append(number(bottom - top)).append("\" fill=\"")
            .append(COLOURS.getFirst()).append("\"/>\n");
        text(svg, middle, top - 4, "middle", "#555", notes.get(i));
      }
      text(svg, middle, HEIGHT - BOTTOM + 16, "middle", "#333", labels.get(i));
    }
    return svg.append("</svg>\n").toString();
  }

  /// Points, of which at most a thousand are drawn, evenly taken; and a line over `at` with the band between `low` and `high`,
  /// unless one of its values is no number.
  public String scatter(double[] px, double[] py, double[] at, double[] line, double[] low, double[] high) {
    Scale xs = across(DoubleStream.concat(DoubleStream.of(px), DoubleStream.of(at)));
    Scale ys = up(DoubleStream.concat(DoubleStream.of(py), DoubleStream.of(line)));
    StringBuilder svg = frame(xs, ys);
    int every = Math.max(1, (px.length + 999) / 1000);
    for (int i = 0; i < px.length; i += every) {
      svg.append("<circle cx=\"").append(number(xs.at(px[i]))).append("\" cy=\"").append(number(ys.at(py[i])))
          .append("\" r=\"2\" fill=\"").append(COLOURS.getFirst()).append("\" fill-opacity=\"0.25\"/>\n");
    }
    if (DoubleStream.concat(DoubleStream.of(line), DoubleStream.of(low)).allMatch(Double::isFinite)) {
      StringBuilder band = new StringBuilder(), path = new StringBuilder();
      for (int i = 0; i < at.length; i++) band.append(' ').append(point(xs.at(at[i]), ys.at(high[i])));
      for (int i = at.length - 1; i >= 0; i--) band.append(' ').append(point(xs.at(at[i]), ys.at(low[i])));
      for (int i = 0; i < at.length; i++) path.append(' ').append(point(xs.at(at[i]), ys.at(line[i])));
      svg.append("<polygon points=\"").append(band.toString().strip()).append("\" fill=\"")
          .append(COLOURS.get(1))
          .append("\" fill-opacity=\"0.2\"/>\n<polyline points=\"").append(path.toString().strip())
          .append("\" fill=\"none\" stroke=\"").append(COLOURS.get(1)).append("\" stroke-width=\"2\"/>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  /// Pictures in rows of two as one.
  public static String grid(List<String> pictures) {
    int rows = (pictures.size() + 1) / 2;
    StringBuilder svg = new StringBuilder(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">\n".formatted(2 * WIDTH,
            rows * HEIGHT));
    for (int i = 0; i < pictures.size(); i++) {
      svg.append(pictures.get(i).replaceFirst("<svg ", "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
          .formatted(i % 2 * WIDTH, i / 2 * HEIGHT, WIDTH, HEIGHT)));
    }
    return svg.append("</svg>\n").toString();
  }

  private static Scale across(DoubleStream values) { return Scale.of(values, LEFT, WIDTH - RIGHT); }

  private static Scale up(DoubleStream values) { return Scale.of(values, HEIGHT - BOTTOM, TOP); }

  /// Title, axes and their numbers; `xs` is null where the caller labels the axis.
  private StringBuilder frame(Scale xs, Scale ys) {
    StringBuilder svg = new StringBuilder("""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">
        <rect width="%d" height="%d" fill="white"/>
        """.formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
    text(svg, WIDTH / 2.0, 20, "middle", "#000", title);
    for (double tick : ys.ticks()) {
      svg.append("<path d=\"M").append(point(LEFT, ys.at(tick))).append(" L")
          .append(point(WIDTH - RIGHT, ys.at(tick)))
          .append("\" stroke=\"#ddd\"/>\n");
      text(svg, LEFT - 6, ys.at(tick) + 4, "end", "#333", brief(tick));
    }
    if (xs != null)
      for (double tick : xs.ticks())
        text(svg, xs.at(tick), HEIGHT - BOTTOM + 16, "middle", "#333", brief(tick));
    text(svg, WIDTH - RIGHT, HEIGHT - BOTTOM + 30, "end", "#000", x);
    text(svg, LEFT - 6, TOP - 10, "start", "#000", y);
    return svg;
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String text) {
    svg.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" text-anchor=\"")
        .append(anchor)
        .append("\" fill=\"").append(colour).append("\">")
        .append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")).append("</text>\n");
  }

  private static String point(double x, double y) { return number(x) + "," + number(y); }

  private static String number(double value) { return String.format(Locale.ROOT, "%.1f", value); }

  /// A tick's number without noise.
  private static String brief(double tick) {
    return tick == Math.rint(tick) && Math.abs(tick) < 1e6
        ? String.valueOf((long) tick)
        : String.format(Locale.ROOT, "%.3g", tick).replaceFirst("(\\.\\d*?)0+$", "$1").replaceFirst("\\.$",
            "");
  }
}
