package dev.medley.lab.theory.findings;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws figures as PNG files: panels two a row, bars of one standard error. */
public final class Plots {
  private static final int WIDTH = 540;
  private static final int HEIGHT = 400;
  private static final double SCALE = 1.5;

  /** Where an axis of suboptimality ends if names stand in the diagram. */
  private static final double TOP = 1;

  /** Okabe and Ito's colours, which colour-blind readers tell apart. */
  private static final Color[] COLOURS = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x999999),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0x000000)
  };

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.TRIANGLE_DOWN,
    SeriesMarkers.CROSS
  };

  private Plots() {}

  /** Writes NAME.png into a folder, whole or not at all. */
  public static Path write(Finding finding, Path folder) throws IOException {
    List<Panel> panels = finding.panels();
    int columns = Math.min(2, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    BufferedImage image =
        new BufferedImage(
            (int) (columns * WIDTH * SCALE),
            (int) (rows * HEIGHT * SCALE),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    for (int i = 0; i < panels.size(); i++) {
      Graphics2D place =
          (Graphics2D) graphics.create(i % columns * WIDTH, i / columns * HEIGHT, WIDTH, HEIGHT);
      chart(panels.get(i)).paint(place, WIDTH, HEIGHT);
      place.dispose();
    }
    graphics.dispose();
    Path file = folder.resolve(finding.name() + ".png");
    Path part = Files.createTempFile(folder, finding.name(), ".part");
    ImageIO.write(image, "png", part.toFile());
    return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static XYChart chart(Panel panel) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(panel.title)
            .xAxisTitle(panel.xLabel)
            .yAxisTitle(panel.yLabel)
            .build();
    style(chart.getStyler(), panel);
    for (Panel.Series series : panel.series) {
      add(chart, series, panel.least);
    }
    for (int i = 0; i < panel.categories.size(); i++) {
      chart.addAnnotation(new AnnotationText(panel.categories.get(i), i + 1, TOP / 1.4, false));
      if (i > 0) {
        chart.addAnnotation(new AnnotationLine(i + 0.5, true, false));
      }
    }
    return chart;
  }

  private static void style(XYStyler styler, Panel panel) {
    styler.setXAxisLogarithmic(panel.logX).setYAxisLogarithmic(true);
    styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xDDDDDD));
    styler.setPlotGridLinesStroke(new BasicStroke(0.5f));
    styler
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13))
        .setChartTitleBoxVisible(false);
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setMarkerSize(7);
    styler.setErrorBarsColorSeriesColor(true);
    if (panel.least > 0) {
      styler.setYAxisMin(panel.least);
    }
    if (!panel.categories.isEmpty()) {
      styler.setXAxisMin(0.5).setXAxisMax(panel.categories.size() + 0.5).setYAxisMax(TOP);
      styler.setXAxisTicksVisible(false).setPlotGridVerticalLinesVisible(false);
      styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
      styler.setAnnotationLineColor(new Color(0xDDDDDD));
    }
  }

  private static void add(XYChart chart, Panel.Series series, double least) {
    double[] x = series.x().stream().mapToDouble(at -> at).toArray();
    // NaN leaves a gap. On a logarithmic axis a bar must end above 0.
    double[] y =
        series.y().stream().mapToDouble(e -> e.mean() < least ? Double.NaN : e.mean()).toArray();
    double[] bars =
        series.y().stream().mapToDouble(e -> Math.min(e.error(), 0.9 * e.mean())).toArray();
    boolean named = !series.name().isEmpty();
    String name = named ? series.name() : "line " + chart.getSeriesMap().size();
    boolean points = series.style() == Panel.Style.POINTS;
    XYSeries drawn = chart.addSeries(name, x, y, points ? bars : null);
    Color colour = COLOURS[series.group()];
    drawn.setMarkerColor(colour);
    drawn.setLineColor(colour);
    drawn.setShowInLegend(named);
    drawn.setMarker(points ? MARKERS[series.group()] : SeriesMarkers.NONE);
    drawn.setLineStyle(stroke(series.style()));
    if (points) {
      drawn.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    }
  }

  private static BasicStroke stroke(Panel.Style style) {
    float[] dashes = style == Panel.Style.DASHED ? new float[] {6, 4} : null;
    return new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }
}
