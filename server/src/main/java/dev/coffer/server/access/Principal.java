package dev.coffer.server.access;

import java.util.UUID;

/** Who does something: what a request has proved about its sender. */
public sealed interface Principal {
  /** The holder of the operator key, who may do everything on every site. */
  record Operator() implements Principal {
    @Override
    public String name() {
      return "operator";
    }

    @Override
    public String createdBy() {
      return "operator";
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
    public String createdBy() {
      return name();
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
    public String createdBy() {
      return email;
    }
  }

  /** {@return the one and only operator} */
  static Principal operator() {
    return new Operator();
  }

  /** {@return the kind and the id, for logs} */
  String name();

  /** {@return how lists of what was made tell who made it: a person's address, or "operator"} */
  String createdBy();
}
