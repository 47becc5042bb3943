/**
 * Finds known secrets in texts, as they are or in the encodings that texts usually have, and masks
 * them. It is meant against mistakes: a value that was taken apart, reversed, encrypted or
 * compressed is not found.
 */
package dev.coffer.redaction;
