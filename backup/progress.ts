import type { StoreName } from "./format/manifest.ts";
import type { StoreProgress } from "./stores/store.ts";

/** Bytes of content that went by, and rows, documents or keys where they are known. */
export type Moved = Parameters<StoreProgress>[0];

/** How far the work on one store is; "skipped" = it was done by an earlier try. */
export type StoreState = "started" | "done" | "skipped";

/** Hears what a backup or a restore does while it goes on. */
export interface Progress {
  moved: (store: StoreName, moved: Moved) => void;
  reached: (store: StoreName, state: StoreState) => void;
}

/** For those who want to hear nothing. */
export const noProgress: Progress = { moved: () => undefined, reached: () => undefined };
