package dev.coffer.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Who made a row.
 *
 * @param name as lists show it: a person's address, or what stands for a program
 * @param kind what kind of principal it is; empty in rows of schema version 3, which have the name
 *     alone
 * @param id the id of the account or API key; empty where the kind has none
 */
public record StoredPrincipal(String name, Optional<String> kind, Optional<UUID> id) {
  /** Gives the parameters createdBy, createdByKind and createdById to a statement. */
  <S extends SqlStatement<S>> S bindTo(S statement) {
    return statement
        .bind("createdBy", name)
        .bind("createdByKind", kind.orElse(null))
        .bind("createdById", id.map(Columns::bytes).orElse(null));
  }

  static StoredPrincipal of(ResultSet row) throws SQLException {
    byte[] id = row.getBytes("created_by_id");
    return new StoredPrincipal(
        row.getString("created_by"),
        Optional.ofNullable(row.getString("created_by_kind")),
        id == null ? Optional.empty() : Optional.of(Columns.uuid(row, "created_by_id")));
  }
}
