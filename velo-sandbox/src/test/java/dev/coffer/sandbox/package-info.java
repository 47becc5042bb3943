/** Tests of the arrows between the packages of the process that runs code. */
package dev.coffer.sandbox;
