package dev.medley.learner.proofs;

import static java.net.http.HttpResponse.BodyHandlers.ofString;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What a trainer's endpoint says now. */
record TrainerMetricsPage(HttpClient http, HttpRequest request) {
  static TrainerMetricsPage at(int port) {
    URI metrics = URI.create("http://localhost:%d/metrics".formatted(port));
    return new TrainerMetricsPage(
        HttpClient.newHttpClient(), HttpRequest.newBuilder(metrics).build());
  }

  /** The sum of a metric's samples whose line has all the labels, such as member="sft". */
  double sum(String name, String... labels) throws IOException, InterruptedException {
    return Pattern.compile("(?m)^" + name + "(\\{.*})? (\\S+)$")
        .matcher(http.send(request, ofString()).body())
        .results()
        .filter(found -> Arrays.stream(labels).allMatch(found.group()::contains))
        .mapToDouble(found -> Double.parseDouble(found.group(2)))
        .sum();
  }
}
