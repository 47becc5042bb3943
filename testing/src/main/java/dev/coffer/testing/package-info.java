/** What tests of several modules use. */
package dev.coffer.testing;
