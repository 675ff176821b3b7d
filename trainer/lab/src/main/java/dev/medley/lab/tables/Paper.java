package dev.medley.lab.tables;

import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Users;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What Misra et al. 2025 (arXiv 2601.19055) measured with 8B to 70B models, in the order of {@link
 * Setting#ALL}, and then MaxSubOpt.
 */
final class Paper {
  private Paper() {}

  static Map<Method, List<Double>> table(Users.Judge judge) {
    return switch (judge) {
      case OWN ->
          table(
              List.of(.9455, .9445, .5108, .4923, .7364),
              List.of(.5377, .9304, .4159, .4539, .5772),
              List.of(1.0790, .8267, .3365, .3368, .8698),
              List.of(.2092, .3586, .3438, .4864, .1612),
              List.of(.2768, .4403, .4202, .3739, .1586));
      case TRANSFER ->
          table(
              List.of(.8498, .8558, .4241, .4239, .6654),
              List.of(.4890, .7698, .3377, .3866, .5121),
              List.of(.9650, .7800, .2955, .3047, .7805),
              List.of(.1845, .2577, .2406, .4001, .0955),
              List.of(.2509, .3403, .3123, .3428, .0862));
    };
  }

  private static Map<Method, List<Double>> table(
      List<Double> base,
      List<Double> sft,
      List<Double> dpo,
      List<Double> early,
      List<Double> late) {
    Map<Method, List<Double>> table = new EnumMap<>(Method.class);
    table.put(Method.BASE, base);
    table.put(Method.SFT, sft);
    table.put(Method.DPO, dpo);
    table.put(Method.EARLY, early);
    table.put(Method.LATE_UCB1, late);
    return table;
  }
}
