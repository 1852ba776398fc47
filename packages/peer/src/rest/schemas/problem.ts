import { z } from 'zod';

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('Stable; for programs'),
    detail: z.string(),
    instance: z.string().optional(),
  })
  .meta({ id: 'Problem' });

/** The error answers that any route may give, for the documentation. */
export const problemResponses = {
  '4xx': {
    description: 'The request is at fault',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
  '5xx': {
    description: 'The network is at fault',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
};
