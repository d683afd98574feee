/** Bumped whenever the same bars and rules would give another run, and part of every manifest. */
export const ENGINE_VERSION = 1;
