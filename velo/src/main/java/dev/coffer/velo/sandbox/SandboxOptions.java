package dev.coffer.velo.sandbox;

import java.time.Duration;

/**
 * How code is run.
 *
 * @param deadline how long one call may take; Velo's is 14 s
 * @param heapMegabytes how much memory all calls of the process have together
 * @param concurrentCalls how many calls run at once; more wait, and their waiting counts
 */
public record SandboxOptions(Duration deadline, int heapMegabytes, int concurrentCalls) {
  /** {@return 14 seconds, 256 megabytes, 64 calls} */
  public static SandboxOptions defaults() {
    return new SandboxOptions(Duration.ofSeconds(14), 256, 64);
  }
}
