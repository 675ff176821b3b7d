package dev.medley.serving.routing;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Choice;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Population;
import dev.medley.schemas.Control;
import dev.medley.schemas.ServingMode;
import dev.medley.serving.generation.Adapters;
import dev.medley.serving.generation.ServedAdapter;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.statistics.Play;
import dev.medley.serving.statistics.Statistics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the arm that answers, by the late ensemble or as operators ask, and holds its adapter for
 * the request.
 */
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final Adapters adapters;
  private final Statistics statistics;
  private final LateEnsemble ensemble;
  private final Function<String, Optional<Control>> controls;
  private final Duration coldWait;
  private final SplittableRandom random;
  private final RecentChoices recent = new RecentChoices();
  private final Resting resting = new Resting();
  private final Populations populations;

  /** Tasks that were warned of, as operators asked for something that only newer nodes know. */
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /**
   * @param coldWait how long a request waits for an adapter that is not in memory
   */
  public Router(
      Adapters adapters,
      Statistics statistics,
      LateEnsemble ensemble,
      Function<String, Optional<Control>> controls,
      Duration coldWait,
      long seed) {
    this.adapters = requireNonNull(adapters, "adapters is null");
    this.statistics = requireNonNull(statistics, "statistics is null");
    this.ensemble = requireNonNull(ensemble, "ensemble is null");
    this.controls = requireNonNull(controls, "controls is null");
    this.coldWait = requireNonNull(coldWait, "coldWait is null");
    this.random = new SplittableRandom(seed);
    this.populations = new Populations(ensemble.policy(), adapters::tasks, this::arms);
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
        .forEach(
            (name, adapter) -> arms.put(name, arm(task, name).withVersions(adapter.versions())));
    return arms;
  }

  private ArmState arm(String task, String arm) {
    long started = recent.count(Play.armKey(task, arm));
    return statistics.total(task, arm).state().withWaiting(started);
  }

  /** Who answers a request that leaves it to the node. */
  public Route choose(String task) {
    ServingMode mode = control(task).map(Control::getMode).orElse(ServingMode.CHOOSE);
    return switch (mode) {
      case CHOOSE -> ensembleRoute(task);
      case SHADOW -> base(task, Optional.of(ensembleChoice(task)));
      case PIN -> answer(task, new Choice(operatorsPin(task), 1));
      case UNKNOWN -> {
        if (unknown.add(task)) {
          LOG.atWarn()
              .addKeyValue("task", task)
              .log("Control asks for a mode that this node does not know: the base answers");
        }
        yield base(task, Optional.empty());
      }
    };
  }

  /** With what probability each arm would answer now; they add up to 1. */
  Map<String, Double> propensities(String task) {
    return ensemble.propensities(awake(task), populations.beside(task));
  }

  private Map<String, ArmState> awake(String task) {
    Map<String, ArmState> arms = arms(task);
    arms.keySet().removeIf(arm -> rests(task, arm));
    return arms;
  }

  private String operatorsPin(String task) {
    return control(task)
        .map(Control::getPinnedArm)
        .filter(arm -> !arm.isEmpty())
        .orElse(LateEnsemble.BASE);
  }

  private Route base(String task, Optional<Choice> shadow) {
    return new Route(task, LateEnsemble.BASE, 1, adapters.base(), Optional.empty(), shadow);
  }

  private Route ensembleRoute(String task) {
    Choice choice = ensembleChoice(task);
    if (adapters.knows(task)) {
      // Before its adapter is waited for: a burst would else all wait for the same arm.
      recent.add(Play.armKey(task, choice.arm()));
    }
    return answer(task, choice);
  }

  private Choice ensembleChoice(String task) {
    Map<String, ArmState> arms = awake(task);
    Population others = populations.beside(task);
    double drawn;
    synchronized (random) {
      drawn = random.nextDouble();
    }
    return ensemble.choose(arms, others, drawn);
  }

  /**
   * The chosen arm answers; the base in its place where its adapter is not there in time, or what
   * operators pin is not on this node.
   */
  private Route answer(String task, Choice choice) {
    return hold(task, choice).orElseGet(() -> insteadOf(task, choice));
  }

  private Route insteadOf(String task, Choice choice) {
    return new Route(
        task,
        LateEnsemble.BASE,
        choice.propensity(),
        adapters.base(),
        Optional.of(choice.arm()),
        Optional.empty());
  }

  /** The base in place of an arm that was chosen, and failed. */
  public Route insteadOf(Route failed) {
    return insteadOf(failed.task(), new Choice(failed.arm(), failed.propensity()));
  }

  /** What was routed has come to its end. */
  public void answered(Route route) {
    resting.answered(Play.armKey(route.task(), route.arm()));
  }

  /** What was routed has failed, where the base did not. */
  public void failed(Route route) {
    if (resting.failed(Play.armKey(route.task(), route.arm()))) {
      LOG.atWarn()
          .addKeyValue("task", route.task())
          .addKeyValue("arm", route.arm())
          .addKeyValue("version", route.adapter().version())
          .log("An arm fails where the base does not: it is not chosen for a minute");
    }
  }

  /** Whether this node does not choose an arm for a while, as it failed. */
  boolean rests(String task, String arm) {
    return resting.rests(Play.armKey(task, arm));
  }

  /**
   * The arm that the request named, and no other; empty where nothing serves under that name.
   *
   * @throws ApiException 503 where its adapter is not there in time
   */
  public Optional<Route> pin(String task, String arm) {
    if (!arm.equals(LateEnsemble.BASE) && !adapters.has(task, arm)) {
      return Optional.empty();
    }
    return Optional.of(
        hold(task, new Choice(arm, 1))
            .orElseThrow(
                () ->
                    ApiException.of(
                        503,
                        "adapter_loading",
                        "The adapter is being loaded: try again in a second")));
  }

  private Optional<Route> hold(String task, Choice choice) {
    Optional<ServedAdapter> adapter =
        choice.arm().equals(LateEnsemble.BASE)
            ? Optional.of(adapters.base())
            : adapters.hold(task, choice.arm(), coldWait);
    return adapter.map(
        held ->
            new Route(
                task, choice.arm(), choice.propensity(), held, Optional.empty(), Optional.empty()));
  }
}
