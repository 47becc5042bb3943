package dev.coffer.server.dashboard;

/**
 * Code to copy.
 *
 * @param title what it is written in
 * @param code the code
 */
public record Snippet(String title, String code) {}
