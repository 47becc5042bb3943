package dev.coffer.testing;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.assertj.core.presentation.StandardRepresentation;

/**
 * Checks a sentence on listed edge cases and on random ones. A failure shows the case, and the seed
 * that makes a random one again: {@code -Dcoffer.seed=SEED} checks that case alone.
 */
public final class Property {
  private static final Optional<Long> SEED =
      Optional.ofNullable(System.getProperty("coffer.seed")).map(Long::valueOf);

  private Property() {}

  /**
   * Checks a property on cases of one kind.
   *
   * @param edges the cases that are always checked
   * @param tries how many random cases are checked besides
   * @param random makes a random case; the same one from the same numbers
   * @param check throws if the property does not hold for a case
   */
  public static <T> void holds(
      List<T> edges, int tries, Function<RandomGenerator, T> random, Consumer<T> check) {
    if (SEED.isPresent()) {
      checkRandom(SEED.get(), random, check);
      return;
    }
    edges.forEach(edge -> check(edge, "an edge case", check));
    long first = ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
    for (long seed = first; seed < first + tries; seed++) {
      checkRandom(seed, random, check);
    }
  }

  private static <T> void checkRandom(
      long seed, Function<RandomGenerator, T> random, Consumer<T> check) {
    check(
        random.apply(new SplittableRandom(seed)),
        "a random case, which -Dcoffer.seed=" + seed + " makes again",
        check);
  }

  private static <T> void check(T sample, String origin, Consumer<T> check) {
    try {
      check.accept(sample);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "does not hold for %s: %s%n%s"
              .formatted(
                  origin,
                  StandardRepresentation.STANDARD_REPRESENTATION.toStringOf(sample),
                  e.getMessage()),
          e);
    }
  }

  /**
   * Chooses one of a list, each as often.
   *
   * @param random where the choice comes from
   * @param choices what there is to choose
   * @return the chosen one
   */
  public static <T> T oneOf(RandomGenerator random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /**
   * Chooses a length. Short ones are as frequent as long ones, so that a failing case is often
   * short.
   *
   * @param random where the choice comes from
   * @param least the shortest
   * @param most the longest
   * @return the length
   */
  public static int length(RandomGenerator random, int least, int most) {
    int longest = random.nextBoolean() ? most : Math.min(most, least + 16);
    return random.nextInt(least, longest + 1);
  }
}
