package dev.coffer.sandbox.child;

import dev.coffer.sandbox.engine.Limit;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit on the processor time of the thread that made it, and on the time in which its code only
 * waits. A machine that is slow, or a process that is stopped for a while, uses up nothing of it.
 */
final class WorkLimit implements Limit {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long thread = Thread.currentThread().threadId();
  private final AtomicLong idle = new AtomicLong();
  private final long end;

  WorkLimit(long nanoseconds) {
    end = processorTime() + nanoseconds;
  }

  @Override
  public long left() {
    return end - processorTime() - idle.get();
  }

  @Override
  public void idled(long nanoseconds) {
    idle.addAndGet(nanoseconds);
  }

  private long processorTime() {
    return THREADS.getThreadCpuTime(thread);
  }
}
