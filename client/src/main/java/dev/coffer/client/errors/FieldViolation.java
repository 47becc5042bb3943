package dev.coffer.client.errors;

/**
 * What is wrong with one field of a request.
 *
 * @param field such as {@code secret.name}
 * @param description such as {@code must have at most 50 characters}
 * @param rule such as {@code MAX_LENGTH}
 */
public record FieldViolation(String field, String description, String rule) {}
