/**
 * What pages for people have in common: the frame around them, their style sheets, scripts and
 * icons, what keeps other sites away from them, and forms. Their templates are in {@code
 * src/main/jte}.
 */
package dev.coffer.velo.pages;
