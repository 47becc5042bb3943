package dev.coffer.server.startup;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import javax.management.NotificationEmitter;

/**
 * Keeps the heap as small as what lives in it. The serial collector, which takes the least memory
 * and processor time of all here, lets its old generation fill to the limit of the heap before it
 * collects it, and the limit is a quarter of the machine. A lower limit would end a server that has
 * many large values under way; this has the garbage collected early and leaves the limit alone.
 */
public final class HeapGrowth {
  private static final String OLD_GENERATION_OF_SERIAL_COLLECTOR = "Tenured Gen";

  /** So much may be added to what lived in the old generation when it was last collected. */
  private static final long GARBAGE_BYTES = 24L << 20;

  private HeapGrowth() {}

  /** Begins to watch the heap, if its collector is the serial one. */
  public static void limit() {
    Optional<MemoryPoolMXBean> oldGeneration =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals(OLD_GENERATION_OF_SERIAL_COLLECTOR))
            .findFirst();
    if (oldGeneration.isEmpty()) {
      return;
    }
    ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
        .addNotificationListener(
            (notification, pool) -> collect(oldGeneration.get()),
            notification ->
                notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED),
            null);
    allowGarbage(oldGeneration.get());
  }

  private static void collect(MemoryPoolMXBean oldGeneration) {
    System.gc();
    allowGarbage(oldGeneration);
  }

  private static void allowGarbage(MemoryPoolMXBean oldGeneration) {
    oldGeneration.setUsageThreshold(
        Math.min(
            oldGeneration.getUsage().getUsed() + GARBAGE_BYTES, oldGeneration.getUsage().getMax()));
  }
}
