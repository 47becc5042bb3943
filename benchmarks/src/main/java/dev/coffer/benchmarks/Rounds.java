package dev.coffer.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One load, repeated in turn with others, so that what disturbs the machine disturbs all alike. */
final class Rounds {
  private final List<Load> loads = new ArrayList<>();

  void add(Load load) {
    loads.add(load);
  }

  /** Returns the median of a figure over the rounds. */
  double median(ToDoubleFunction<Load> figure) {
    return Median.of(loads.stream().mapToDouble(figure).toArray());
  }

  /** Returns the median of what a figure is to the other load's figure in the same round. */
  double ratioTo(Rounds other, ToDoubleFunction<Load> figure) {
    double[] ratios = new double[loads.size()];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] =
          figure.applyAsDouble(loads.get(round)) / figure.applyAsDouble(other.loads.get(round));
    }
    return Median.of(ratios);
  }
}
