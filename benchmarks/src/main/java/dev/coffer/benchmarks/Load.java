package dev.coffer.benchmarks;

/**
 * What came of loading a server for some seconds.
 *
 * @param requests how many requests were answered
 * @param seconds how long it took
 * @param p50 the median latency, in microseconds
 * @param p99 the latency that 99 of 100 requests kept, in microseconds
 * @param processorTime the server's processor time for one request, in microseconds
 */
record Load(long requests, double seconds, double p50, double p99, double processorTime) {
  double perSecond() {
    return requests / seconds;
  }
}
