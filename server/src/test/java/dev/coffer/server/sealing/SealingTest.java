package dev.coffer.server.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Nothing that was sealed opens anywhere but where it belongs, or altered in any byte. */
class SealingTest {
  private static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);

  private final MasterKey masterKey = MasterKey.parse(MasterKey.generateCleartextKeyset());
  private final UUID site = UUID.randomUUID();
  private final WrappedSiteKeys wrapped = masterKey.newSiteKeys(site);
  private final SiteKeys keys = masterKey.unwrap(site, wrapped);
  private final RecordContext context =
      new RecordContext(site, UUID.randomUUID(), 3, keys.nameIndex("name"), 1_000, 2_000);

  @Test
  void whatIsSealedOpensInItsPlace() {
    assertThat(keys.openInfo(context, keys.sealInfo(context, CONTENT))).isEqualTo(CONTENT);
    assertThat(keys.openValue(context, keys.sealValue(context, CONTENT))).isEqualTo(CONTENT);
    assertThat(keys.openValue(context, keys.sealValue(context, new byte[0]))).isEmpty();
  }

  @Test
  void sealingTwiceGivesDifferentBytes() {
    assertThat(keys.sealValue(context, CONTENT)).isNotEqualTo(keys.sealValue(context, CONTENT));
  }

  @Test
  void everyAlteredBitIsFound() {
    byte[] sealed = keys.sealValue(context, CONTENT);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] altered = sealed.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertCorrupted(() -> keys.openValue(context, altered), "bit " + bit);
    }
  }

  @Test
  void everyShorterOrLongerRecordIsFound() {
    byte[] sealed = keys.sealValue(context, CONTENT);
    for (int length = 0; length <= sealed.length + 2; length++) {
      byte[] altered = Arrays.copyOf(sealed, length);
      if (length != sealed.length) {
        assertCorrupted(() -> keys.openValue(context, altered), "length " + length);
      }
    }
  }

  @Test
  void aRecordOpensInNoOtherPlace() {
    byte[] info = keys.sealInfo(context, CONTENT);
    byte[] value = keys.sealValue(context, CONTENT);
    UUID secret = context.secret();
    BlindIndex name = context.nameIndex();
    for (RecordContext other :
        new RecordContext[] {
          new RecordContext(UUID.randomUUID(), secret, 3, name, 1_000, 2_000),
          new RecordContext(site, UUID.randomUUID(), 3, name, 1_000, 2_000),
          new RecordContext(site, secret, 2, name, 1_000, 2_000),
          new RecordContext(site, secret, 4, name, 1_000, 2_000),
          new RecordContext(site, secret, 3, keys.nameIndex("other"), 1_000, 2_000),
          new RecordContext(site, secret, 3, name, 1_001, 2_000),
          new RecordContext(site, secret, 3, name, 1_000, 1_999),
        }) {
      assertCorrupted(() -> keys.openInfo(other, info), other.toString());
      assertCorrupted(() -> keys.openValue(other, value), other.toString());
    }
  }

  @Test
  void anInfoIsNoValueAndAValueNoInfo() {
    assertCorrupted(
        () -> keys.openValue(context, keys.sealInfo(context, CONTENT)), "info as value");
    assertCorrupted(
        () -> keys.openInfo(context, keys.sealValue(context, CONTENT)), "value as info");
  }

  @Test
  void anotherSitesKeysDoNotOpenARecord() {
    UUID otherSite = UUID.randomUUID();
    SiteKeys others = masterKey.unwrap(otherSite, masterKey.newSiteKeys(otherSite));
    assertCorrupted(
        () -> others.openValue(context, keys.sealValue(context, CONTENT)), "other keys");
  }

  @Test
  void corruptionNamesTheSecretAndNothingElse() {
    byte[] sealed = keys.sealValue(context, CONTENT);
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> keys.openValue(context, sealed))
        .isInstanceOfSatisfying(
            CorruptedRecord.class,
            corrupted -> {
              assertThat(corrupted.secret()).contains(context.secret());
              assertThat(corrupted.site()).isEqualTo(site);
              assertThat(corrupted).hasNoCause();
              assertThat(corrupted)
                  .hasMessage(
                      "the stored record of secret %s is corrupted and cannot be opened",
                      context.secret());
            });
  }

  @Test
  void everyAlteredByteOfASitesKeysIsFound() {
    for (int i = 0; i < wrapped.recordKeys().length; i++) {
      WrappedSiteKeys altered =
          new WrappedSiteKeys(flipped(wrapped.recordKeys(), i), wrapped.nameKeys());
      assertSiteCorrupted(() -> masterKey.unwrap(site, altered), "record keys, byte " + i);
    }
    for (int i = 0; i < wrapped.nameKeys().length; i++) {
      WrappedSiteKeys altered =
          new WrappedSiteKeys(wrapped.recordKeys(), flipped(wrapped.nameKeys(), i));
      assertSiteCorrupted(() -> masterKey.unwrap(site, altered), "name keys, byte " + i);
    }
  }

  @Test
  void aSitesKeysAreBoundToTheirSiteTheirPurposeAndTheirMasterKey() {
    assertSiteCorrupted(() -> masterKey.unwrap(UUID.randomUUID(), wrapped), "another site");
    assertSiteCorrupted(
        () -> masterKey.unwrap(site, new WrappedSiteKeys(wrapped.nameKeys(), wrapped.recordKeys())),
        "each for the other");
    assertSiteCorrupted(
        () -> MasterKey.parse(MasterKey.generateCleartextKeyset()).unwrap(site, wrapped),
        "another master key");
    assertSiteCorrupted(
        () -> masterKey.unwrap(site, new WrappedSiteKeys(new byte[0], new byte[0])), "empty");
  }

  @Test
  void everyAlteredByteOfAProofIsFound() {
    UUID installation = UUID.randomUUID();
    byte[] keyCheckValue = masterKey.keyCheckValue(installation);
    assertThat(masterKey.matches(installation, keyCheckValue)).isTrue();
    for (int i = 0; i < keyCheckValue.length; i++) {
      assertThat(masterKey.matches(installation, flipped(keyCheckValue, i)))
          .as("byte %s", i)
          .isFalse();
    }
  }

  @Test
  void aTextThatIsNoMasterKeyIsRefusedWithoutRepeatingIt() {
    String good = MasterKey.generateCleartextKeyset();
    String ofAnotherKind =
        good.replace("google.crypto.tink.AesGcmKey", "google.crypto.tink.HmacKey");
    for (String text :
        new String[] {
          "",
          "{",
          "{}",
          "null",
          "marker-text",
          "{\"key\":\"marker-text\"}",
          ofAnotherKind,
          good.substring(0, good.length() - 20)
        }) {
      assertThatThrownBy(() -> MasterKey.parse(text))
          .as(text)
          .isInstanceOf(UnusableMasterKey.class)
          .hasNoCause()
          .hasMessageNotContaining("marker");
    }
    assertThatCode(() -> MasterKey.parse(good)).doesNotThrowAnyException();
  }

  @Test
  void keysPrintAsNothing() {
    assertThat(masterKey + " " + keys).isEqualTo("‹master key› ‹site keys›");
  }

  private static byte[] flipped(byte[] bytes, int index) {
    byte[] copy = bytes.clone();
    copy[index] ^= (byte) 0xff;
    return copy;
  }

  private static void assertCorrupted(ThrowingCallable opening, String what) {
    assertThatThrownBy(opening).as(what).isInstanceOf(CorruptedRecord.class);
  }

  private static void assertSiteCorrupted(ThrowingCallable unwrapping, String what) {
    assertThatThrownBy(unwrapping)
        .as(what)
        .isInstanceOfSatisfying(
            CorruptedRecord.class,
            corrupted -> {
              assertThat(corrupted.secret()).isEmpty();
              assertThat(corrupted)
                  .hasMessage("the stored keys of site %s are corrupted", corrupted.site());
            });
  }
}
