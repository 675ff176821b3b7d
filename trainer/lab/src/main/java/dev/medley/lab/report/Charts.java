package dev.medley.lab.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts, side by side in PNG files. */
public final class Charts {
  /** Values behind a moving mean. */
  public static final int WINDOW = 40;

  private static final int WIDTH = 560;
  private static final int HEIGHT = 340;

  /** Okabe and Ito's colours, which colour-blind readers tell apart. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x999999),
          new Color(0x56B4E9),
          new Color(0xE69F00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xD55E00),
          new Color(0xF0E442),
          new Color(0x000000));

  private Charts() {}

  /** A line of each name over 1, 2, 3, … */
  public static XYChart lines(String title, String x, String y, Map<String, List<Double>> series) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    chart.getStyler().setPlotGridLinesColor(new Color(0xDDDDDD));
    chart.getStyler().setSeriesColors(COLOURS.toArray(Color[]::new));
    series.forEach(
        (name, values) ->
            chart
                .addSeries(name, values)
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(new BasicStroke(1.6f)));
    return chart;
  }

  /**
   * Bars of each name in each category, with the half width of an interval.
   *
   * @param most where longer bars are cut, so that the others can be read
   */
  public static CategoryChart bars(
      String title,
      String y,
      List<String> categories,
      Map<String, List<Interval>> series,
      double most) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(2 * WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.85);
    chart.getStyler().setSeriesColors(COLOURS.toArray(Color[]::new));
    series.forEach(
        (name, values) ->
            chart.addSeries(
                name,
                categories,
                values.stream().map(i -> Math.min(i.mean(), most)).toList(),
                values.stream()
                    .map(i -> i.mean() <= most && i.half() > 0 ? i.half() : 0)
                    .toList()));
    return chart;
  }

  /** At each place the mean of the last {@value #WINDOW} values up to there. */
  public static List<Double> moving(List<Double> values) {
    return IntStream.range(0, values.size())
        .mapToObj(
            t ->
                values.subList(Math.max(0, t - WINDOW + 1), t + 1).stream()
                    .mapToDouble(v -> v)
                    .average()
                    .orElseThrow())
        .toList();
  }

  private static void style(Styler styler) {
    styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
    styler.setChartTitleBoxVisible(false);
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
  }

  /** Writes charts into one picture, so many in a row. */
  public static void write(Path file, int columns, List<? extends Chart<?, ?>> charts)
      throws IOException {
    int width = charts.get(0).getWidth();
    int rows = (charts.size() + columns - 1) / columns;
    BufferedImage image =
        new BufferedImage(columns * width, rows * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    for (int i = 0; i < charts.size(); i++) {
      Graphics2D place =
          (Graphics2D) graphics.create(i % columns * width, i / columns * HEIGHT, width, HEIGHT);
      charts.get(i).paint(place, width, HEIGHT);
      place.dispose();
    }
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }
}
