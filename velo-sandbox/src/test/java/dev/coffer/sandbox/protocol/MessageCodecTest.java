package dev.coffer.sandbox.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines and messages are the same, and what is no message is refused, whatever it is. The name of a
 * test that failed has the seed of its case; {@code -Dcoffer.seed=SEED} makes that case alone.
 */
final class MessageCodecTest {
  private static final int SEEDS = Boolean.getBoolean("coffer.long") ? 2_000 : 20;
  private static final int CASES = 500;

  /** What a line may cost to read beside its own length and that of its texts. */
  private static final long MOST_BESIDE = 256 * 1024;

  static LongStream seeds() {
    Optional<Long> seed = Optional.ofNullable(System.getProperty("coffer.seed")).map(Long::valueOf);
    long first = ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
    return seed.map(LongStream::of).orElse(LongStream.range(first, first + SEEDS));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyMessageIsReadAsItWasWritten(long seed) throws ProtocolViolation {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < CASES; i++) {
      ToChild to = toChild(random);
      assertThat(MessageCodec.toChild(withoutEnd(MessageCodec.line(to)))).isEqualTo(to);
      FromChild from = fromChild(random);
      assertThat(MessageCodec.fromChild(withoutEnd(MessageCodec.line(from)))).isEqualTo(from);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverALineIsItIsAMessageOrAViolation(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < CASES; i++) {
      byte[] line = mangled(random);
      assertThatItIsAMessageOrAViolation(line);
    }
  }

  private interface Reading {
    Object read(byte[] line) throws ProtocolViolation;
  }

  private static void assertThatItIsAMessageOrAViolation(byte[] line) {
    Optional<Object> from = read(MessageCodec::fromChild, line);
    Optional<Object> to = read(MessageCodec::toChild, line);

    assertThat(from.map(message -> MessageCodec.line((FromChild) message)))
        .satisfies(again ->
            assertThat(again.flatMap(all -> read(MessageCodec::fromChild, withoutEnd(all))))
                .isEqualTo(from));
    assertThat(from.isPresent() && to.isPresent()).as("whose message it is, is plain").isFalse();
  }

  private static Optional<Object> read(Reading reading, byte[] line) {
    long before = allocated();
    try {
      return Optional.of(reading.read(line));
    } catch (ProtocolViolation e) {
      assertThat(e).hasNoCause();
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      return fail("neither a message nor a violation: " + new String(line, UTF_8), e);
    } finally {
      assertBounded(allocated() - before, reading, line);
    }
  }

  /** A first reading may load classes too, so what seems to be too much is taken once more. */
  private static void assertBounded(long taken, Reading reading, byte[] line) {
    long most = MOST_BESIDE + 16L * line.length;
    if (taken < most) {
      return;
    }
    long before = allocated();
    try {
      reading.read(line);
    } catch (ProtocolViolation e) {
      // As the first time.
    }
    assertThat(allocated() - before)
        .as("bytes that it took to read %d", line.length)
        .isLessThan(most);
  }

  /** Classes that are loaded while a first line is read are not what a line costs. */
  @BeforeAll
  static void loadClasses() throws ProtocolViolation {
    MessageCodec.fromChild("[\"free\",1,true]".getBytes(UTF_8));
    assertThatThrownBy(() -> MessageCodec.toChild("[1.5,\"\\x".getBytes(UTF_8)))
        .isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void extremeNumbersAreKept() throws ProtocolViolation {
    for (long number : List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE)) {
      FromChild message = new FromChild.Loaded(number);
      assertThat(MessageCodec.fromChild(withoutEnd(MessageCodec.line(message)))).isEqualTo(message);
    }
    for (int number : List.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
      FromChild message = new FromChild.Ask(1, number, "a", "{}");
      assertThat(MessageCodec.fromChild(withoutEnd(MessageCodec.line(message)))).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "7",
        "\"ready\"",
        "{}",
        "{\"kind\":\"ready\"}",
        "[]",
        "[7]",
        "[null]",
        "[[\"ready\"]]",
        "[\"ready\"",
        "[\"ready\",]",
        "[\"ready\",0]",
        "[\"ready\"],",
        "[\"ready\"] [\"ready\"]",
        "[\"READY\"]",
        "[\"call\",1,1,1,true,1,\"\",\"\",\"[]\"]",
        "[\"loaded\"]",
        "[\"loaded\",null]",
        "[\"loaded\",1e3]",
        "[\"loaded\",01]",
        "[\"loaded\",9223372036854775808]",
        "[\"loaded\",\"1\"]",
        "[\"ask\",1,2147483648,\"a\",\"{}\"]",
        "[\"ask\",1,1,null,\"{}\"]",
        "[\"ask\",1,1,\"a\",{}]",
        "[\"free\",1,1]",
        "[\"say\",1,\"LOG\",\"\",false]",
        "[\"say\",1,\"log\",\"\",true]",
        "[\"threw\",1,\"\",\"\",null,null,101]",
        "[\"threw\",1,\"\",\"\",null,null,-1]",
        "[\"threw\",1,\"\",\"\",null,null,1,\"f\",\"a.js\",1]",
        "[\"threw\",1,\"\",\"\",null,null,2147483647]",
        "[\"returned\",1,\"\\ud8\"]",
        "[\"returned\",1,\"\\x\"]",
        "[\"returned\",1,'a']",
        "\uFEFF[\"ready\"] x"
      })
  void whatTheProcessWouldNotSayIsRefused(String line) {
    assertThatThrownBy(() -> MessageCodec.fromChild(line.getBytes(UTF_8)))
        .isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void aStackOrALineOfTheConsoleIsReadUpToItsLimit() throws ProtocolViolation {
    StackFrame frame = new StackFrame("f", "backend/a.js", 1, 1);
    FromChild most = threw(frame, MessageCodec.MOST_FRAMES);
    FromChild longest = said(MessageCodec.LONGEST_CONSOLE_LINE);

    assertThat(MessageCodec.fromChild(withoutEnd(MessageCodec.line(most)))).isEqualTo(most);
    assertThat(MessageCodec.fromChild(withoutEnd(MessageCodec.line(longest)))).isEqualTo(longest);
    assertThatItIsRefused(threw(frame, MessageCodec.MOST_FRAMES + 1));
    assertThatItIsRefused(said(MessageCodec.LONGEST_CONSOLE_LINE + 1));
  }

  @Test
  void theLongestResultThatCodeMayReturnFitsIntoALineAndATextIsReadUpToItsLimit()
      throws ProtocolViolation {
    String surrogates = "\uD83D\uDE00".repeat(4 * 1024 * 1024);
    byte[] line = withoutEnd(MessageCodec.line(returned(surrogates)));

    assertThat(line.length).isLessThan(MessageCodec.LONGEST_LINE_FROM_CHILD);
    assertThat(MessageCodec.fromChild(line)).isEqualTo(returned(surrogates));
    assertThatItIsRefused(returned("x".repeat(16 * 1024 * 1024 + 1)));
  }

  @Test
  void aLineThatIsTooLongIsRefusedUnread() {
    byte[] line = new byte[MessageCodec.LONGEST_LINE_FROM_CHILD + 1];
    Arrays.fill(line, (byte) ' ');

    assertThatThrownBy(() -> MessageCodec.fromChild(line)).hasMessage("a line is too long");
  }

  @Test
  void noMessageShowsWhatBelongsToCode() {
    String secret = "s3cr3t";
    Optional<String> some = Optional.of(secret);
    RunOutcome.Threw threw = new RunOutcome.Threw(secret, secret, some, some, List.of());
    assertThat(
            Stream.of(
                    new ToChild.Load(1, Map.of("a.js", secret), Optional.empty()),
                    new ToChild.Call(1, 1, 1, true, 1, "a.js", "f", new ToChild.Arguments(secret)),
                    new ToChild.Call(1, 1, 1, true, 1, "a.js", "f", new ToChild.Request(secret)),
                    new ToChild.Done(1, 1, secret),
                    new ToChild.Refused(1, 1, secret, "NOT_FOUND", some),
                    new FromChild.Ask(1, 1, "secrets.create", secret),
                    new FromChild.Said(1, ConsoleLevel.LOG, secret, Optional.empty()),
                    new FromChild.Surveyed(1, "a.js", Optional.of(threw), some),
                    new FromChild.Ended(1, threw),
                    returned(secret))
                .map(Object::toString))
        .noneMatch(text -> text.contains(secret));
  }

  private static void assertThatItIsRefused(FromChild message) {
    assertThatThrownBy(() -> MessageCodec.fromChild(withoutEnd(MessageCodec.line(message))))
        .isInstanceOf(ProtocolViolation.class);
  }

  private static FromChild threw(StackFrame frame, int times) {
    return new FromChild.Ended(
        1,
        new RunOutcome.Threw(
            "Error",
            "",
            Optional.empty(),
            Optional.empty(),
            Stream.generate(() -> frame).limit(times).toList()));
  }

  private static FromChild said(int characters) {
    return new FromChild.Said(1, ConsoleLevel.LOG, "x".repeat(characters), Optional.empty());
  }

  private static FromChild returned(String json) {
    return new FromChild.Ended(1, new RunOutcome.Returned(Optional.of(json)));
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static byte[] withoutEnd(byte[] line) {
    assertThat(line).endsWith((byte) '\n');
    byte[] text = Arrays.copyOf(line, line.length - 1);
    assertThat(text).doesNotContain((byte) '\n');
    return text;
  }

  /** Makes a line of bytes without order, of pieces of messages, or of a message with faults. */
  private static byte[] mangled(RandomGenerator random) {
    if (random.nextInt(10) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    if (random.nextInt(4) == 0) {
      return pieces(random).getBytes(UTF_8);
    }
    byte[] line =
        withoutEnd(
            random.nextBoolean()
                ? MessageCodec.line(toChild(random))
                : MessageCodec.line(fromChild(random)));
    for (int faults = random.nextInt(1, 4); faults > 0 && line.length > 0; faults--) {
      int at = random.nextInt(line.length);
      line =
          switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(line, at);
            case 1 -> joined(line, at, new byte[] {(byte) random.nextInt(256)}, at);
            case 2 -> joined(line, at, new byte[0], at + random.nextInt(line.length - at));
            default -> joined(line, at, piece(random).getBytes(UTF_8), at + 1);
          };
    }
    return line;
  }

  private static byte[] joined(byte[] line, int until, byte[] between, int from) {
    byte[] all = Arrays.copyOf(line, until + between.length + line.length - from);
    System.arraycopy(between, 0, all, until, between.length);
    System.arraycopy(line, from, all, until + between.length, line.length - from);
    return all;
  }

  private static String pieces(RandomGenerator random) {
    StringBuilder line = new StringBuilder(random.nextInt(4) == 0 ? "" : "[");
    for (int i = random.nextInt(12); i > 0; i--) {
      line.append(piece(random)).append(random.nextInt(5) == 0 ? "" : ",");
    }
    return line.append(random.nextInt(4) == 0 ? "" : "null]").toString();
  }

  private static String piece(RandomGenerator random) {
    return oneOf(
        random,
        "\"load\"",
        "\"call\"",
        "\"done\"",
        "\"refused\"",
        "\"ready\"",
        "\"surveyed\"",
        "\"say\"",
        "\"threw\"",
        "\"returned\"",
        "\"ask\"",
        "\"log\"",
        "null",
        "true",
        "false",
        "0",
        "1",
        "-7",
        "2147483648",
        "1e400",
        "99999999999999999999999999",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[",
        "]",
        "{",
        "}",
        "{\"a\":1}",
        "[".repeat(5_000),
        "9".repeat(5_000),
        "\"" + "x".repeat(5_000) + "\"",
        "\"",
        ",",
        ":",
        " ",
        "\\",
        "\u0000",
        "\uFEFF");
  }

  private static ToChild toChild(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> new ToChild.Load(random.nextLong(), files(random), survey(random));
      case 1 ->
          new ToChild.Call(
              random.nextLong(),
              random.nextLong(),
              random.nextInt(),
              random.nextBoolean(),
              random.nextLong(),
              text(random),
              text(random),
              random.nextBoolean()
                  ? new ToChild.Arguments(text(random))
                  : new ToChild.Request(text(random)));
      case 2 -> new ToChild.Done(random.nextLong(), random.nextInt(), text(random));
      default ->
          new ToChild.Refused(
              random.nextLong(),
              random.nextInt(),
              text(random),
              text(random),
              maybe(random, () -> text(random)));
    };
  }

  private static Optional<ToChild.Survey> survey(RandomGenerator random) {
    return maybe(
        random,
        () -> new ToChild.Survey(random.nextLong(), Set.copyOf(texts(random)), random.nextLong()));
  }

  private static FromChild fromChild(RandomGenerator random) {
    long exchange = random.nextLong();
    return switch (random.nextInt(8)) {
      case 0 -> new FromChild.Ready();
      case 1 -> new FromChild.Loading(exchange, text(random));
      case 2 ->
          new FromChild.Surveyed(
              exchange,
              text(random),
              maybe(random, () -> threw(random)),
              maybe(random, () -> text(random)));
      case 3 -> new FromChild.Loaded(exchange);
      case 4 -> new FromChild.Ask(exchange, random.nextInt(), text(random), text(random));
      case 5 ->
          new FromChild.Said(
              exchange,
              oneOf(random, ConsoleLevel.values()),
              text(random),
              maybe(random, () -> frame(random)));
      case 6 -> new FromChild.Ended(exchange, outcome(random));
      default -> new FromChild.Free(exchange, random.nextBoolean());
    };
  }

  private static RunOutcome outcome(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> new RunOutcome.Returned(maybe(random, () -> text(random)));
      case 1 -> threw(random);
      case 2 -> new RunOutcome.TimedOut();
      default -> new RunOutcome.Exhausted();
    };
  }

  private static RunOutcome.Threw threw(RandomGenerator random) {
    return new RunOutcome.Threw(
        text(random),
        text(random),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        Stream.generate(() -> frame(random)).limit(random.nextInt(4)).toList());
  }

  private static StackFrame frame(RandomGenerator random) {
    return new StackFrame(text(random), text(random), random.nextInt(), random.nextInt());
  }

  private static Map<String, String> files(RandomGenerator random) {
    Map<String, String> files = new TreeMap<>();
    texts(random).forEach(path -> files.put(path, text(random)));
    return files;
  }

  private static Set<String> texts(RandomGenerator random) {
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      texts.add(text(random));
    }
    return new HashSet<>(texts);
  }

  /** Makes a text of any characters, halves of pairs among them. */
  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(random.nextInt(10) == 0 ? 3_000 : 12); i > 0; i--) {
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> (char) random.nextInt(128);
            case 1 -> (char) random.nextInt(0x10000);
            case 2 -> "\"\\\n\r\u2028{}[],".charAt(random.nextInt(10));
            default -> (char) random.nextInt('a', 'z');
          });
    }
    return text.toString();
  }

  private static <T> Optional<T> maybe(RandomGenerator random, Supplier<T> some) {
    return random.nextBoolean() ? Optional.of(some.get()) : Optional.empty();
  }

  @SafeVarargs
  private static <T> T oneOf(RandomGenerator random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
