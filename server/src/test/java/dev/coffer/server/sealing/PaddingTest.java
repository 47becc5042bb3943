package dev.coffer.server.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PaddingTest {

  @Property
  void whatIsPaddedComesBackWhole(@ForAll @Size(max = 10_000) byte[] content) {
    assertThat(Padding.unpad(Padding.pad(content))).isEqualTo(content);
  }

  @Property
  void aPaddedLengthIsOneOfTheSteps(@ForAll @IntRange(max = 17_000_000) int length) {
    int padded = Padding.paddedLength(length);
    boolean isSmallStep = Integer.bitCount(padded) == 1 && padded >= 128 && padded <= 4096;
    assertThat(isSmallStep || padded % 4096 == 0)
        .as("%s bytes are padded to %s", length, padded)
        .isTrue();
  }

  @Property
  void aPaddedLengthIsTheSmallestStepThatFits(@ForAll @IntRange(max = 17_000_000) int length) {
    int padded = Padding.paddedLength(length);
    int nextSmallerStep = padded <= 4096 ? padded / 2 : padded - 4096;
    assertThat(padded).isGreaterThanOrEqualTo(length + 4);
    assertThat(padded == 128 || nextSmallerStep < length + 4)
        .as("%s bytes are padded to %s though %s would do", length, padded, nextSmallerStep)
        .isTrue();
  }

  @Property
  void aLengthThatDoesNotFitItsPaddingIsRefused(
      @ForAll @Size(max = 5_000) byte[] content, @ForAll int claimed) {
    byte[] padded = Padding.pad(content);
    int honest = Padding.paddedLength(content.length);
    boolean fits = claimed >= 0 && claimed <= 17_000_000 && Padding.paddedLength(claimed) == honest;
    if (!fits) {
      ByteBuffer.wrap(padded).putInt(claimed);
      assertThatThrownBy(() -> Padding.unpad(padded)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
