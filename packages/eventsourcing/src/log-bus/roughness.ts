import { createSeededRandom } from '../seeded-random.ts';

/**
 * How a bus misuses its freedom: at-least-once and no order are promised, so everybody must stand
 * shuffles, repeats and a second delivery while the first is handled. The same seed, the same choices.
 */
export interface Roughness {
  /** Which of `waiting` deliveries goes next. */
  pick(waiting: number): number;
  /** How long a delivery is held back before it may go. */
  holdMs(): number;
  /** Whether an event is handed out once more, and when. */
  repeat(): 'never' | 'meanwhile' | 'afterwards';
}

export const smooth: Roughness = { pick: () => 0, holdMs: () => 0, repeat: () => 'never' };

const window = 16;
const longestHoldMs = 20;

export function createRoughness(seed: number): Roughness {
  const random = createSeededRandom(seed);
  return {
    pick: (waiting) => Math.floor(random() * Math.min(waiting, window)),
    holdMs: () => (random() < 0.5 ? 0 : Math.ceil(random() * longestHoldMs)),
    repeat() {
      const chance = random();
      if (chance < 0.15) return 'meanwhile';
      return chance < 0.3 ? 'afterwards' : 'never';
    },
  };
}
