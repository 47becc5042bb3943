package dev.coffer.server.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.testing.Property;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaddingTest {
  private static final int LONGEST = 17_000_000;

  @Test
  void whatIsPaddedComesBackWhole() {
    List<byte[]> edges =
        Stream.of(0, 1, 123, 124, 125, 4091, 4092, 4093, 8187, 8188, 8189, 10_000)
            .flatMap(length -> Stream.of(0, 1, 127, -128, -1).map(of -> filled(length, of)))
            .toList();
    Property.holds(
        edges,
        1_000,
        random -> bytes(random, 10_000),
        content -> assertThat(Padding.unpad(Padding.pad(content))).isEqualTo(content));
  }

  @Test
  void aPaddedLengthIsOneOfTheSteps() {
    Property.holds(
        edgesOfSteps(),
        10_000,
        PaddingTest::length,
        length -> {
          int padded = Padding.paddedLength(length);
          boolean isSmallStep = Integer.bitCount(padded) == 1 && padded >= 128 && padded <= 4096;
          assertThat(isSmallStep || padded % 4096 == 0)
              .as("%s bytes are padded to %s", length, padded)
              .isTrue();
        });
  }

  @Test
  void aPaddedLengthIsTheSmallestStepThatFits() {
    Property.holds(
        edgesOfSteps(),
        10_000,
        PaddingTest::length,
        length -> {
          int padded = Padding.paddedLength(length);
          int nextSmallerStep = padded <= 4096 ? padded / 2 : padded - 4096;
          assertThat(padded).isGreaterThanOrEqualTo(length + 4);
          assertThat(padded == 128 || nextSmallerStep < length + 4)
              .as("%s bytes are padded to %s though %s would do", length, padded, nextSmallerStep)
              .isTrue();
        });
  }

  @Test
  void aLengthThatDoesNotFitItsPaddingIsRefused() {
    List<Claim> edges =
        Stream.of(0, 1, 124, 125, 4092, 4093, 5_000)
            .map(length -> filled(length, 1))
            .flatMap(content -> edgesOfClaims().mapToObj(claimed -> new Claim(content, claimed)))
            .toList();
    Property.holds(
        edges,
        1_000,
        random -> new Claim(bytes(random, 5_000), claimed(random)),
        claim -> {
          byte[] padded = Padding.pad(claim.content());
          if (!claim.fits()) {
            ByteBuffer.wrap(padded).putInt(claim.claimed());
            assertThatThrownBy(() -> Padding.unpad(padded))
                .isInstanceOf(IllegalArgumentException.class);
          }
        });
  }

  @Test
  void thePaddedBytesAreWipedWhenTheContentIsTakenOut() {
    byte[] padded = Padding.pad(filled(100, 1));
    assertThat(Padding.unpad(padded)).isEqualTo(filled(100, 1));
    assertThat(padded).containsOnly(0);
  }

  @Test
  void thePaddedBytesAreWipedWhenTheyAreRefused() {
    byte[] padded = Padding.pad(filled(100, 1));
    ByteBuffer.wrap(padded).putInt(-1);
    assertThatThrownBy(() -> Padding.unpad(padded)).isInstanceOf(IllegalArgumentException.class);
    assertThat(padded).containsOnly(0);
  }

  /** Content, and the length that its padding is made to claim for it. */
  private record Claim(byte[] content, int claimed) {
    boolean fits() {
      return claimed >= 0
          && claimed <= LONGEST
          && Padding.paddedLength(claimed) == Padding.paddedLength(content.length);
    }
  }

  /** Returns the lengths around each step of the first few, and the shortest and longest. */
  private static List<Integer> edgesOfSteps() {
    return IntStream.concat(
            IntStream.of(128, 256, 512, 1024, 2048, 4096, 8192, 12_288, 16_777_216)
                .flatMap(step -> IntStream.rangeClosed(step - 6, step + 2)),
            IntStream.of(0, 1, 2, LONGEST - 1, LONGEST))
        .boxed()
        .toList();
  }

  private static IntStream edgesOfClaims() {
    return IntStream.concat(
        edgesOfSteps().stream().mapToInt(Integer::intValue),
        IntStream.of(
            Integer.MIN_VALUE,
            Integer.MIN_VALUE + 1,
            -4096,
            -128,
            -4,
            -2,
            -1,
            LONGEST + 1,
            Integer.MAX_VALUE - 4,
            Integer.MAX_VALUE - 1,
            Integer.MAX_VALUE));
  }

  /** Any length, a short one, or one beside a step, each as often. */
  private static int length(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(LONGEST + 1);
      case 1 -> random.nextInt(10_000);
      default -> 4096 * random.nextInt(1, LONGEST / 4096) - random.nextInt(-2, 8);
    };
  }

  private static int claimed(RandomGenerator random) {
    return random.nextBoolean() ? random.nextInt() : random.nextInt(-100, 10_000);
  }

  private static byte[] bytes(RandomGenerator random, int most) {
    byte[] bytes = new byte[Property.length(random, 0, most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] filled(int length, int with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }
}
