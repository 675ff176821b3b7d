package dev.medley.lab.online;

import dev.medley.lab.protocol.Method;
import java.util.List;

/**
 * One seed of rounds in which members learn on.
 *
 * @param costs of each round
 * @param facts share of facts that are right, each round
 * @param arms who answered
 * @param publications checkpoints that were put to serve
 */
record OnlineRun(List<Double> costs, List<Double> facts, List<Method> arms, int publications) {}
