package dev.coffer.sandbox.child;

import com.sun.management.ThreadMXBean;
import dev.coffer.sandbox.engine.Realm;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stops the code that allocated most when hardly any memory is left, before Java does nothing but
 * look for some. Threads may share it.
 */
final class MemoryWatch {
  /** How much of what is kept for long may be in use after a collection. */
  private static final double FULL = 0.8;

  private static final int MILLISECONDS_BETWEEN_LOOKS = 20;

  private final Map<Thread, Running> running = new ConcurrentHashMap<>();

  private record Running(Realm realm, long allocatedBefore) {}

  MemoryWatch() {
    Thread.ofPlatform().name("memory").daemon().start(this::look);
  }

  /** Watches what this thread runs from now on. */
  void begin(Realm realm) {
    Thread thread = Thread.currentThread();
    running.put(thread, new Running(realm, allocatedBy(thread)));
  }

  /** Ends that. */
  void end() {
    running.remove(Thread.currentThread());
  }

  private void look() {
    MemoryPoolMXBean old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .filter(MemoryPoolMXBean::isUsageThresholdSupported)
            .findFirst()
            .orElseThrow();
    // After any other collection, what is in use there is what it was before.
    List<GarbageCollectorMXBean> collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(each -> List.of(each.getMemoryPoolNames()).contains(old.getName()))
            .toList();
    long seen = 0;
    try {
      while (true) {
        Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
        long collections =
            collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
        if (collections != seen && isFull(old.getCollectionUsage())) {
          stopTheLargest();
        }
        seen = collections;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isFull(MemoryUsage usage) {
    return usage.getUsed() > FULL * usage.getMax();
  }

  private void stopTheLargest() {
    Realm largest = null;
    long most = 0;
    for (Map.Entry<Thread, Running> each : running.entrySet()) {
      long allocated = allocatedBy(each.getKey()) - each.getValue().allocatedBefore();
      if (allocated > most) {
        most = allocated;
        largest = each.getValue().realm();
      }
    }
    if (largest != null) {
      Thread.ofPlatform().name("stop").daemon().start(largest::exhaust);
    }
  }

  private static long allocatedBy(Thread thread) {
    return Allocations.BEAN.getThreadAllocatedBytes(thread.threadId());
  }

  /** Found when it is needed first. */
  private static final class Allocations {
    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  }
}
