package dev.coffer.server.access;

import dev.coffer.server.storage.StoredPrincipal;
import java.util.Optional;
import java.util.UUID;

/** Who does something: what a request has proved about its sender, or the server itself. */
public sealed interface Principal {
  /** The server itself, which prints set-up links. */
  record Server() implements Principal {
    @Override
    public String name() {
      return "the server";
    }

    @Override
    public StoredPrincipal stored() {
      return new StoredPrincipal(name(), Optional.of("server"), Optional.empty());
    }
  }

  /** The holder of the operator key, who may do everything on every site. */
  record Operator() implements Principal {
    @Override
    public String name() {
      return "operator";
    }

    @Override
    public StoredPrincipal stored() {
      return new StoredPrincipal(name(), Optional.of("operator"), Optional.empty());
    }
  }

  /**
   * The holder of an API key.
   *
   * @param id the key's id
   */
  record ApiKeyHolder(UUID id) implements Principal {
    @Override
    public String name() {
      return "API key " + id;
    }

    @Override
    public StoredPrincipal stored() {
      return new StoredPrincipal(name(), Optional.of("api-key"), Optional.of(id));
    }
  }

  /**
   * A person who is logged in.
   *
   * @param account the id of the person's account
   * @param email the person's address
   * @param session the id of the session in which the person acts
   */
  record Person(UUID account, String email, UUID session) implements Principal {
    @Override
    public String name() {
      return "member " + account;
    }

    @Override
    public StoredPrincipal stored() {
      return new StoredPrincipal(email, Optional.of("person"), Optional.of(account));
    }
  }

  /** Returns the kind and the id, for logs. */
  String name();

  /** Returns what is stored of it with what it makes. */
  StoredPrincipal stored();
}
