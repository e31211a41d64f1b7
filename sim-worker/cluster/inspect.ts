/**
 * Every program's inside as the invariants and the headless summary read it: pure looks at states, never used by a
 * program itself.
 */
