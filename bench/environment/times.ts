/** How long an environment took to be ready and to be gone, seconds. */
export interface Times {
  up: number;
  down: number;
}
