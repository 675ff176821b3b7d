package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.Choice;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Tally;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Chooses the arm that answers, by the late ensemble, and holds its adapter for the request. */
final class Router {
  private final Adapters adapters;
  private final Statistics statistics;
  private final LateEnsemble ensemble;
  private final SplittableRandom random;
  private final Map<String, Map<String, Long>> chosen = new ConcurrentHashMap<>();

  Router(Adapters adapters, Statistics statistics, LateEnsemble ensemble, long seed) {
    this.adapters = requireNonNull(adapters, "adapters is null");
    this.statistics = requireNonNull(statistics, "statistics is null");
    this.ensemble = requireNonNull(ensemble, "ensemble is null");
    this.random = new SplittableRandom(seed);
  }

  LateEnsemble ensemble() {
    return ensemble;
  }

  Adapters adapters() {
    return adapters;
  }

  /** Tallies of all that serve a task now, without the base. */
  Map<String, Tally> tallies(String task) {
    Map<String, Tally> tallies = new TreeMap<>();
    adapters.members(task).keySet().forEach(arm -> tallies.put(arm, tally(task, arm)));
    return tallies;
  }

  Tally tally(String task, String arm) {
    return statistics.tally(task, arm);
  }

  /** The ensemble's choice. */
  Route choose(String task) {
    while (true) {
      Map<String, Tally> tallies = tallies(task);
      Choice choice = choose(task, tallies);
      Optional<Route> route = hold(task, choice.arm(), choice.propensity());
      if (route.isPresent()) {
        return route.get();
      }
    }
  }

  /** The arm that the request named; empty where nothing serves under that name. */
  Optional<Route> pin(String task, String arm) {
    while (arm.equals(LateEnsemble.BASE) || adapters.members(task).containsKey(arm)) {
      Optional<Route> route = hold(task, arm, 1);
      if (route.isPresent()) {
        return route;
      }
    }
    return Optional.empty();
  }

  private synchronized Choice choose(String task, Map<String, Tally> tallies) {
    if (!adapters.knows(task)) {
      return ensemble.choose(tallies, random);
    }
    // Only unplayed arms ask for plays in flight, so those chosen ever are those in flight.
    Map<String, Long> inFlight = chosen.computeIfAbsent(task, t -> new ConcurrentHashMap<>());
    Choice choice = ensemble.choose(tallies, inFlight, random);
    inFlight.merge(choice.arm(), 1L, Long::sum);
    return choice;
  }

  /** Empty where the adapter was replaced just now: look again. */
  private Optional<Route> hold(String task, String arm, double propensity) {
    ServedAdapter adapter =
        arm.equals(LateEnsemble.BASE) ? adapters.base() : adapters.members(task).get(arm);
    return adapter != null && adapter.hold()
        ? Optional.of(new Route(task, arm, propensity, adapter))
        : Optional.empty();
  }
}
