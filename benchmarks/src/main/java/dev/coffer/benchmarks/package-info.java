/**
 * Load and micro benchmarks of the server, each beside a floor. {@code benchmarks/run} runs them
 * all; {@link dev.coffer.benchmarks.Benchmark} says in which order. Figures and what was learned
 * from them stand in {@code docs/performance.md}.
 */
package dev.coffer.benchmarks;
