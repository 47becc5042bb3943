package dev.coffer.server.storage;

import dev.coffer.server.sealing.NameIndex;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;

/** How types that no database knows stand in columns. */
final class Columns {

  private Columns() {}

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  static UUID uuid(ResultSet row, String column) throws SQLException {
    ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(column));
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  static NameIndex nameIndex(ResultSet row, String column) throws SQLException {
    return NameIndex.of(row.getBytes(column));
  }

  static OptionalLong optionalLong(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** For binding: the number, or SQL's NULL. */
  static Long nullable(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
