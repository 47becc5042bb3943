package dev.coffer.sandbox.protocol;

/**
 * One line of a stack, in terms of the site's files.
 *
 * @param function empty outside of functions
 * @param file the path from the site's directory
 * @param line counted from 1
 * @param column counted from 1
 */
public record StackFrame(String function, String file, int line, int column) {}
