package dev.medley.ensemble.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Learning curves as PNG files. */
final class Plots {
  private Plots() {}

  /** Writes one scenario's curves, one for each policy. */
  static void write(Path folder, Scenario scenario, Map<String, double[]> curves)
      throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(400)
            .title(scenario.name())
            .xAxisTitle("round")
            .yAxisTitle("cost over the best arm's, last 20 rounds")
            .build();
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    curves.forEach(
        (name, curve) -> {
          double[] rounds = IntStream.rangeClosed(1, curve.length).asDoubleStream().toArray();
          chart.addSeries(name, rounds, curve).setMarker(SeriesMarkers.NONE);
        });
    String file = folder.resolve(scenario.name().replace(' ', '-') + ".png").toString();
    BitmapEncoder.saveBitmap(chart, file, BitmapEncoder.BitmapFormat.PNG);
  }
}
