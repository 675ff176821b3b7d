package dev.medley.serving.routing;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Choice;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.schemas.Control;
import dev.medley.schemas.ServingMode;
import dev.medley.serving.generation.Adapters;
import dev.medley.serving.generation.ServedAdapter;
import dev.medley.serving.statistics.ArmTotal;
import dev.medley.serving.statistics.Play;
import dev.medley.serving.statistics.Statistics;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Chooses the arm that answers, by the late ensemble or as operators ask, and holds its adapter for
 * the request.
 */
public final class Router {
  private final Adapters adapters;
  private final Statistics statistics;
  private final LateEnsemble ensemble;
  private final Function<String, Optional<Control>> controls;
  private final SplittableRandom random;
  private final RecentChoices recent = new RecentChoices();

  public Router(
      Adapters adapters,
      Statistics statistics,
      LateEnsemble ensemble,
      Function<String, Optional<Control>> controls,
      long seed) {
    this.adapters = requireNonNull(adapters, "adapters is null");
    this.statistics = requireNonNull(statistics, "statistics is null");
    this.ensemble = requireNonNull(ensemble, "ensemble is null");
    this.controls = requireNonNull(controls, "controls is null");
    this.random = new SplittableRandom(seed);
  }

  LateEnsemble ensemble() {
    return ensemble;
  }

  public Adapters adapters() {
    return adapters;
  }

  public Statistics statistics() {
    return statistics;
  }

  /** What operators ask of a task. */
  public Optional<Control> control(String task) {
    return controls.apply(task);
  }

  /** All that serve a task now, the base among them, as a choice would see them. */
  public Map<String, ArmState> arms(String task) {
    Map<String, ArmState> arms = new TreeMap<>();
    arms.put(LateEnsemble.BASE, arm(task, LateEnsemble.BASE));
    adapters
        .members(task)
        .forEach((name, adapter) -> arms.put(name, arm(task, name).withPrior(adapter.prior())));
    return arms;
  }

  private ArmState arm(String task, String arm) {
    ArmTotal total = statistics.total(task, arm);
    long waiting = total.waiting() + recent.count(Play.armKey(task, arm));
    return ArmState.UNPLAYED.withCosts(total.costs()).withWaiting(waiting);
  }

  /** Who answers a request that leaves it to the node. */
  public Route choose(String task) {
    ServingMode mode = control(task).map(Control::getMode).orElse(ServingMode.CHOOSE);
    return switch (mode) {
      case CHOOSE -> ensembleRoute(task);
      case SHADOW -> {
        Choice shadow = ensembleChoice(task);
        yield hold(task, new Choice(LateEnsemble.BASE, 1), Optional.of(shadow)).orElseThrow();
      }
      case PIN ->
          pin(task, control(task).map(Control::getPinnedArm).orElse(""))
              .or(() -> hold(task, new Choice(LateEnsemble.BASE, 1), Optional.empty()))
              .orElseThrow();
    };
  }

  private Route ensembleRoute(String task) {
    while (true) {
      Choice choice = ensembleChoice(task);
      Optional<Route> route = hold(task, choice, Optional.empty());
      if (route.isPresent()) {
        if (adapters.knows(task)) {
          recent.add(Play.armKey(task, choice.arm()));
        }
        return route.get();
      }
    }
  }

  private Choice ensembleChoice(String task) {
    Map<String, ArmState> arms = arms(task);
    synchronized (random) {
      return ensemble.choose(arms, random);
    }
  }

  /** The arm that was named; empty where nothing serves under that name. */
  public Optional<Route> pin(String task, String arm) {
    while (arm.equals(LateEnsemble.BASE) || adapters.members(task).containsKey(arm)) {
      Optional<Route> route = hold(task, new Choice(arm, 1), Optional.empty());
      if (route.isPresent()) {
        return route;
      }
    }
    return Optional.empty();
  }

  /** Empty where the adapter was replaced just now: look again. */
  private Optional<Route> hold(String task, Choice choice, Optional<Choice> shadow) {
    ServedAdapter adapter =
        choice.arm().equals(LateEnsemble.BASE)
            ? adapters.base()
            : adapters.members(task).get(choice.arm());
    return adapter != null && adapter.hold()
        ? Optional.of(new Route(task, choice.arm(), choice.propensity(), adapter, shadow))
        : Optional.empty();
  }
}
