package dev.medley.learner.proofs;

import static java.net.http.HttpResponse.BodyHandlers.ofString;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;

/** What a trainer's endpoint says now. */
record TrainerMetricsPage(HttpClient http, HttpRequest request) {
  static TrainerMetricsPage at(int port) {
    URI metrics = URI.create("http://localhost:%d/metrics".formatted(port));
    return new TrainerMetricsPage(
        HttpClient.newHttpClient(), HttpRequest.newBuilder(metrics).build());
  }

  Scrape scrape() throws IOException, InterruptedException {
    return new Scrape(http.send(request, ofString()).body());
  }

  /** The sum of a metric's samples whose line has all the labels, such as member="sft". */
  double sum(String name, String... labels) throws IOException, InterruptedException {
    return scrape().sum(name, labels);
  }
}
