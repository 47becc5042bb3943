package dev.coffer.benchmarks;

/**
 * How much is measured, and for how long.
 *
 * @param sites how many sites hold the secrets
 * @param fewPerSite how many secrets each has in the small data set, and in the hot set of the
 *     other
 * @param manyPerSite how many secrets each has in the large data set
 * @param warmUpSeconds how long each server is loaded before anything counts
 * @param rounds how often each load is repeated, in turn with the others
 * @param seconds how long each load lasts
 * @param starts how often a start is timed
 * @param microIterations how many seconds JMH measures each operation, after as many of warm-up
 */
record Plan(
    int sites,
    int fewPerSite,
    int manyPerSite,
    int warmUpSeconds,
    int rounds,
    int seconds,
    int starts,
    int microIterations) {
  static final Plan FULL = new Plan(100, 10, 10_000, 30, 5, 5, 11, 5);
  static final Plan QUICK = new Plan(100, 10, 1_000, 15, 2, 2, 3, 1);
}
