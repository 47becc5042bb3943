/**
 * What texts may be made of, and what a reader may take them for: Unicode's rules, and nothing of
 * what the texts are about. Which version of Unicode counts is the JDK's (16.0 in JDK 25).
 */
package dev.coffer.server.text;
