import { z } from 'zod';
import { hexOut } from './identifiers.ts';

/** What a delete answers. */
export const removedSchema = z
  .object({ removed: z.array(hexOut).describe('The ids of the removed entries') })
  .meta({ id: 'Removed' });
