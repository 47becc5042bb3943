package dev.coffer.server.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds the test vectors of {@code docs/ciphertext-format.md} against the product, and against
 * {@link SecondReader}, which was written from that page with nothing but the JDK.
 */
class CiphertextFormatTest {
  private static final HexFormat HEX = HexFormat.of();

  private static JsonNode vectors;
  private static UUID site;
  private static SiteKeys product;
  private static SecondReader second;

  @BeforeAll
  static void readVectors() throws IOException, GeneralSecurityException {
    vectors =
        new JsonMapper().readTree(Path.of("..", "docs", "ciphertext-format-vectors.json").toFile());
    site = uuid(vectors.at("/site/id"));
    byte[] recordKeys = bytes(vectors.at("/site/recordKeys"));
    byte[] nameKeys = bytes(vectors.at("/site/nameKeys"));
    product =
        MasterKey.parse(vectors.path("masterKey").asText())
            .unwrap(site, new WrappedSiteKeys(recordKeys, nameKeys));
    second =
        new SecondReader(vectors.path("masterKey").asText())
            .withSiteKeys(site.toString(), recordKeys, nameKeys);
  }

  @Test
  void theProofRecognisesItsMasterKeyAndNoOther() throws GeneralSecurityException {
    UUID installation = uuid(vectors.at("/installation/id"));
    byte[] keyCheckValue = bytes(vectors.at("/installation/masterKeyProof"));
    assertThat(
            MasterKey.parse(vectors.path("masterKey").asText())
                .matches(installation, keyCheckValue))
        .isTrue();
    assertThat(second.openKeyCheckValue(installation.toString(), keyCheckValue)).isEmpty();

    assertThat(
            MasterKey.parse(MasterKey.generateCleartextKeyset())
                .matches(installation, keyCheckValue))
        .isFalse();
    assertThat(
            MasterKey.parse(vectors.path("masterKey").asText())
                .matches(UUID.randomUUID(), keyCheckValue))
        .isFalse();
  }

  @TestFactory
  Iterable<DynamicTest> bothComputeTheNameIndex() {
    return vectors
        .path("nameIndexes")
        .valueStream()
        .map(vector ->
            DynamicTest.dynamicTest(
                vector.path("name").asText(),
                () -> {
                  String name = vector.path("name").asText();
                  byte[] index = bytes(vector.path("nameIndex"));
                  assertThat(product.nameIndex(name).bytes()).isEqualTo(index);
                  assertThat(second.nameIndex(name)).isEqualTo(index);
                }))
        .toList();
  }

  @TestFactory
  Iterable<DynamicTest> bothPadToTheSameLength() {
    return vectors
        .path("paddedLengths")
        .valueStream()
        .map(vector ->
            DynamicTest.dynamicTest(
                vector.path("contentLength") + " bytes",
                () -> {
                  int padded = vector.path("paddedLength").asInt();
                  byte[] content = new byte[vector.path("contentLength").asInt()];
                  assertThat(Padding.pad(content)).hasSize(padded);
                  assertThat(SecondReader.padded(content)).hasSize(padded);
                }))
        .toList();
  }

  @TestFactory
  Iterable<DynamicTest> bothReadTheRecordsAndTheSecondMakesTheSameBytes() {
    return vectors
        .path("records")
        .valueStream()
        .map(record ->
            DynamicTest.dynamicTest(
                record.path("secret").asText(),
                () -> {
                  checkContents(record);
                  checkField(record, "info", RecordContext.Field.INFO);
                  checkField(record, "value", RecordContext.Field.VALUE);
                }))
        .toList();
  }

  private static void checkContents(JsonNode record) {
    byte[] name = record.at("/info/name").asText().getBytes(StandardCharsets.US_ASCII);
    byte[] description = record.at("/info/description").asText().getBytes(StandardCharsets.UTF_8);
    assertThat(bytes(record.at("/info/content")))
        .isEqualTo(SecondReader.join(new byte[] {(byte) name.length}, name, description));
    assertThat(bytes(record.at("/value/content")))
        .isEqualTo(record.at("/value/text").asText().getBytes(StandardCharsets.UTF_8));
    assertThat(bytes(record.path("nameIndex")))
        .isEqualTo(second.nameIndex(record.at("/info/name").asText()));
  }

  private static void checkField(JsonNode record, String name, RecordContext.Field field)
      throws GeneralSecurityException {
    byte[] content = bytes(record.path(name).path("content"));
    byte[] associatedData = bytes(record.path(name).path("associatedData"));
    byte[] sealed = bytes(record.path(name).path("sealed"));
    RecordContext context = context(record);

    assertThat(context.associatedData(SiteKeys.FORMAT_VERSION, field)).isEqualTo(associatedData);
    assertThat(
            SecondReader.associatedData(record, site.toString(), field == RecordContext.Field.INFO))
        .isEqualTo(associatedData);

    assertThat(
            field == RecordContext.Field.INFO
                ? product.openInfo(context, sealed)
                : product.openValue(context, sealed))
        .isEqualTo(content);
    assertThat(second.open(sealed, associatedData)).isEqualTo(content);

    byte[] nonce = Arrays.copyOfRange(sealed, 6, 18);
    assertThat(second.seal(content, associatedData, nonce)).isEqualTo(sealed);
  }

  @Test
  void theSecondReadsWhatTheProductSealsToday() throws GeneralSecurityException {
    MasterKey masterKey = MasterKey.parse(vectors.path("masterKey").asText());
    UUID newSite = UUID.randomUUID();
    WrappedSiteKeys wrapped = masterKey.newSiteKeys(newSite);
    SiteKeys keys = masterKey.unwrap(newSite, wrapped);
    SecondReader reader =
        new SecondReader(vectors.path("masterKey").asText())
            .withSiteKeys(newSite.toString(), wrapped.recordKeys(), wrapped.nameKeys());
    RecordContext context =
        new RecordContext(newSite, UUID.randomUUID(), 7, keys.nameIndex("today"), 1_000, 2_000);
    byte[] content = "sealed today".getBytes(StandardCharsets.UTF_8);

    assertThat(reader.nameIndex("today")).isEqualTo(keys.nameIndex("today").bytes());
    assertThat(
            reader.open(
                keys.sealValue(context, content),
                context.associatedData(SiteKeys.FORMAT_VERSION, RecordContext.Field.VALUE)))
        .isEqualTo(content);
  }

  private static RecordContext context(JsonNode record) {
    return new RecordContext(
        site,
        uuid(record.path("secret")),
        record.path("version").asLong(),
        BlindIndex.of(bytes(record.path("nameIndex"))),
        record.path("createdAt").asLong(),
        record.path("updatedAt").asLong());
  }

  private static UUID uuid(JsonNode text) {
    return UUID.fromString(text.asText());
  }

  private static byte[] bytes(JsonNode hex) {
    ByteBuffer bytes = ByteBuffer.wrap(HEX.parseHex(hex.asText()));
    return bytes.array();
  }
}
