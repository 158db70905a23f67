/**
 * What an environment runs where its config names nothing else: the official images, by full version, of the major
 * versions that BIOwerk is developed against. They need a registry; without one the command line sets its own.
 */
export const connectedImages = {
  /** the one that the pinned kind names as its own */
  node: "kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5",
  postgres: "postgres:16.15-bookworm",
  redis: "redis:7.4.11-bookworm",
  mongodb: "mongo:7.0.40-jammy",
} as const;
