package dev.coffer.server.storage;

import dev.coffer.server.sealing.BlindIndex;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How types that no database knows stand in columns. */
final class Columns {
  static final int ID_LENGTH = 16;

  /** What stands for an id or index of the wrong length: nothing is sealed under either. */
  private static final UUID NO_ID = new UUID(0, 0);

  private static final BlindIndex NO_NAME = new BlindIndex(0, 0);

  private Columns() {}

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(ID_LENGTH)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  static UUID uuid(ResultSet row, String column) throws SQLException {
    byte[] content = row.getBytes(column);
    return content.length == ID_LENGTH ? uuid(content) : NO_ID;
  }

  static UUID uuid(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  static BlindIndex nameIndex(ResultSet row, String column) throws SQLException {
    byte[] content = row.getBytes(column);
    return content.length == BlindIndex.LENGTH ? BlindIndex.of(content) : NO_NAME;
  }

  static OptionalLong optionalLong(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** For binding: the number, or SQL's NULL. */
  static @Nullable Long nullable(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
