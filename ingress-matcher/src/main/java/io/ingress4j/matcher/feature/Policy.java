package io.ingress4j.matcher.feature;

/** What an author asked for, as an immutable record equal by value. */
public interface Policy {}
