/**
 * What pages for people have in common: the frame around them, the files they are dressed with,
 * what keeps other sites away from them, and forms. Their templates are in {@code src/main/jte}.
 */
package dev.coffer.velo.pages;
