import type { Health } from './health.ts';

/** Whether two findings say the same; they are small, so their text is compared. */
export function sameHealth(a: Health, b: Health): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
