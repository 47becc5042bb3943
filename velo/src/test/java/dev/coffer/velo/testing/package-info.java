/** What the Functional Testing page makes of parameters and of what came of a call. */
package dev.coffer.velo.testing;
