package dev.coffer.velo.site;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file under {@code public} that is open, of any length. What it holds is read when it is asked
 * for, a little at a time. Whoever has it closes it; for one thread.
 */
public final class PublicFile implements AutoCloseable {
  /** So much of a file is in memory for each request that sends it. */
  private static final int BUFFER = 16 << 10;

  /**
   * How long a file must be left alone before it has a tag. The clocks of file systems tick, so
   * that of two changes within a tick the second does not show; that of FAT ticks every 2 s.
   */
  private static final Duration LONGEST_TICK = Duration.ofSeconds(2);

  private static final int TAG_BYTES = 16;

  private final String name;
  private final FileChannel channel;
  private final long length;
  private final Optional<String> tag;

  private PublicFile(String name, FileChannel channel, long length, Optional<String> tag) {
    this.name = name;
    this.channel = channel;
    this.length = length;
    this.tag = tag;
  }

  /** What a file system says of a file, all of which stays the same only if the file does. */
  private record State(
      boolean isRegular, long size, FileTime modified, FileTime changed, String key) {
    static State of(Path file) throws IOException {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        BasicFileAttributes basic =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        FileTime modified = basic.lastModifiedTime();
        return new State(
            basic.isRegularFile(),
            basic.size(),
            modified,
            modified,
            String.valueOf(basic.fileKey()));
      }
      Map<String, Object> unix =
          Files.readAttributes(
              file,
              "unix:isRegularFile,size,lastModifiedTime,ctime,fileKey",
              LinkOption.NOFOLLOW_LINKS);
      return new State(
          Boolean.TRUE.equals(unix.get("isRegularFile")),
          unix.get("size") instanceof Long size ? size : 0,
          time(unix.get("lastModifiedTime")),
          time(unix.get("ctime")),
          String.valueOf(unix.get("fileKey")));
    }

    private static FileTime time(@Nullable Object time) throws IOException {
      if (time instanceof FileTime known) {
        return known;
      }
      throw new IOException("the file system tells no times");
    }

    boolean isOlderThan(Duration age, Instant now) {
      return changed.toInstant().isBefore(now.minus(age));
    }

    /** Tells nothing of the file system. */
    String tag() {
      String all = size + " " + modified + " " + changed + " " + key;
      byte[] hash = Sha256.digest().digest(all.getBytes(StandardCharsets.UTF_8));
      return "\""
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TAG_BYTES))
          + "\"";
    }
  }

  /**
   * Opens a file.
   *
   * @param file not by way of symbolic links
   * @param now the time on the clock
   * @return the open file; empty if it is a directory or the like, or cannot be read
   */
  static Optional<PublicFile> open(Path file, Instant now) {
    try {
      State before = State.of(file);
      return before.isRegular() ? Optional.of(open(file, before, now)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static PublicFile open(Path file, State before, Instant now) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try {
      long length = channel.size();
      boolean isSettled =
          before.size() == length
              && before.isOlderThan(LONGEST_TICK, now)
              && State.of(file).equals(before);
      return new PublicFile(
          file.getFileName().toString(),
          channel,
          length,
          isSettled ? Optional.of(before.tag()) : Optional.empty());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** {@return its name, without its directory} */
  public String name() {
    return name;
  }

  /** {@return how many bytes it had when it was opened} */
  public long length() {
    return length;
  }

  /**
   * Returns a strong entity tag in its quotes (RFC 9110, section 8.8.3), which the file has until
   * it is changed. Nothing is read for it.
   *
   * @return the tag; empty for a file that was changed within the last two seconds, which could be
   *     changed once more without a trace
   */
  public Optional<String> tag() {
    return tag;
  }

  /** {@return all that is in the file, from its beginning; to be read before anything else is} */
  public InputStream content() {
    return Channels.newInputStream(channel);
  }

  /**
   * Writes a part of the file, exactly as long as was asked for, whatever becomes of the file
   * meanwhile.
   *
   * @param first the place of the first byte, from 0
   * @param count how many bytes
   * @throws EOFException if the file ends before, since it became shorter; some may be written
   * @throws IOException if it cannot be read, or {@code out} not be written to
   */
  public void copy(long first, long count, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, count));
    long end = first + count;
    for (long at = first; at < end; at += buffer.position()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      if (channel.read(buffer, at) <= 0) {
        throw new EOFException("the file became shorter while it was sent");
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read from.
    }
  }
}
